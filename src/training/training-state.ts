import { existsSync } from 'node:fs';
import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import type { Parameters } from '../models/parameters.js';
import { openSafetensors, type SafetensorsFile, type TensorData, writeSafetensors } from '../tensors/safetensors.js';
import { LogLine } from './log-line.js';
import type { OptimizerState } from './optimizer.js';

const PARAMETER = 'parameter:';
const OPTIMIZER = 'optimizer:';

/** The log has a line for each step taken. */
const Progress = z
  .strictObject({ next: z.int(), log: z.array(LogLine) })
  .refine(({ next, log }) => log.length === next && log.every(({ step }, index) => step === index));

/** Everything that the next step depends on. */
export interface TrainingState {
  readonly parameters: Parameters;
  readonly optimizer: OptimizerState;
  /** The 0-based step that comes next. */
  readonly next: number;
  readonly log: readonly LogLine[];
}

/** Writes the state as one safetensors file in float32, atomically: a resumed run continues with the same bits. */
export function saveTrainingState(path: string, state: TrainingState): void {
  const named = [...prefixed(PARAMETER, state.parameters), ...prefixed(OPTIMIZER, state.optimizer)];
  const tensors = named.map(([name, data]): TensorData => ({ name, dtype: 'F32', shape: [data.length], data }));
  writeSafetensors(path, tensors, { next: String(state.next), log: JSON.stringify(state.log) });
}

/**
 * Restores a saved state into `parameters` and `optimizer`, in place; nothing is touched unless all of it fits.
 *
 * @returns the next step and the log so far; step 0 and an empty log if there is no such file
 * @throws TENSOR_MISSING, TENSOR_SHAPE or BAD_SAFETENSORS if the file is not of this model and optimizer
 */
export function restoreTrainingState(
  path: string,
  parameters: Parameters,
  optimizer: OptimizerState,
): { next: number; log: LogLine[] } {
  if (!existsSync(path)) return { next: 0, log: [] };
  const file = openSafetensors(path);
  try {
    const progress = parseProgress(file);
    const targets = new Map([...prefixed(PARAMETER, parameters), ...prefixed(OPTIMIZER, optimizer)]);
    for (const [tensor, target] of targets) {
      const info = file.tensors.get(tensor);
      if (!info) throw new UnisonoError('TENSOR_MISSING', { path, tensor });
      const shape = info.shape.join(', ');
      if (shape !== String(target.length)) {
        throw new UnisonoError('TENSOR_SHAPE', { path, tensor, shape, expected: target.length });
      }
    }
    if (file.tensors.size !== targets.size) {
      throw new UnisonoError('BAD_SAFETENSORS', { path, reason: 'it belongs to another model or optimizer' });
    }
    for (const [tensor, target] of targets) target.set(file.read(tensor));
    return progress;
  } finally {
    file.close();
  }
}

function parseProgress({ path, metadata }: SafetensorsFile): { next: number; log: LogLine[] } {
  try {
    return Progress.parse({ next: JSON.parse(metadata.next ?? ''), log: JSON.parse(metadata.log ?? '') });
  } catch (cause) {
    throw new UnisonoError('BAD_SAFETENSORS', { path, reason: 'it has no training state' }, { cause });
  }
}

function prefixed(prefix: string, group: ReadonlyMap<string, Float32Array>): [string, Float32Array][] {
  return [...group].map(([name, data]) => [prefix + name, data]);
}
