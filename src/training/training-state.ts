import { existsSync } from 'node:fs';
import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import type { Parameters } from '../models/parameters.js';
import { openSafetensors, type TensorData, writeSafetensors } from '../tensors/safetensors.js';
import type { OptimizerState } from './optimizer.js';
import type { StepLog } from './trainer.js';

const PARAMETER = 'parameter:';
const OPTIMIZER = 'optimizer:';

const Metadata = z.object({ next: z.coerce.number().int(), log: z.string() });

/** Everything that the next step depends on. */
export interface TrainingState {
  readonly parameters: Parameters;
  readonly optimizer: OptimizerState;
  /** The 0-based step that comes next. */
  readonly next: number;
  readonly log: readonly StepLog[];
}

/** Writes the state as one safetensors file in float32, atomically: a resumed run goes on with the same bits. */
export function saveTrainingState(path: string, state: TrainingState): void {
  const tensors: TensorData[] = [];
  for (const [prefix, group] of [
    [PARAMETER, state.parameters],
    [OPTIMIZER, state.optimizer],
  ] as const) {
    for (const [name, data] of group) tensors.push({ name: prefix + name, dtype: 'F32', shape: [data.length], data });
  }
  writeSafetensors(path, tensors, { next: String(state.next), log: JSON.stringify(state.log) });
}

/**
 * Restores a saved state into `parameters` and `optimizer`, in place.
 *
 * @returns the next step and the log so far; step 0 and an empty log if there is no such file
 * @throws TENSOR_MISSING or BAD_SAFETENSORS if the file is not of this model and optimizer
 */
export function restoreTrainingState(
  path: string,
  parameters: Parameters,
  optimizer: OptimizerState,
): { next: number; log: StepLog[] } {
  if (!existsSync(path)) return { next: 0, log: [] };
  const file = openSafetensors(path);
  try {
    const metadata = Metadata.safeParse(file.metadata);
    if (!metadata.success) throw new UnisonoError('BAD_SAFETENSORS', { path, reason: 'it holds no training state' });
    for (const [prefix, group] of [
      [PARAMETER, parameters],
      [OPTIMIZER, optimizer],
    ] as const) {
      for (const [name, target] of group) target.set(file.read(prefix + name));
    }
    return { next: metadata.data.next, log: JSON.parse(metadata.data.log) as StepLog[] };
  } finally {
    file.close();
  }
}
