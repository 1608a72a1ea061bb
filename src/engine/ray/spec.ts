import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../core/canonical-json.js';
import { UnisonoError } from '../../core/errors.js';
import { discard } from '../../core/files.js';
import { sha256 } from '../../core/hash.js';
import { Pooling } from '../../models/pooling.js';
import { requireWholePairs } from '../../training/pair-wordings.js';
import { FileSettings, pairLossesOf, StepSettings } from '../../training/settings.js';
import type { ActivationsJob, TrainJob } from '../engine.js';
import type { TrainingBatches } from '../training-batches.js';
import { storageError } from './storage.js';
import { WorkerSettings } from './worker-settings.js';

/** Largest number of restarts of the workers, from the checkpoint, before the job fails. */
const MAX_FAILURES = 3;

const StoragePath = z.string().min(1).describe('Absolute, in storage that every worker sees.');

/** spec.json of a training. */
export const TrainSpec = z.strictObject({
  kind: z.literal('train'),
  // The worker has no Muon.
  settings: StepSettings.omit({ muonLearningRate: true }).extend({ optimizer: z.literal('adamw') }),
  ...WorkerSettings.shape,
  checkpointEvery: FileSettings.shape.checkpointEvery,
  maxFailures: z.int().min(0).describe('Times that workers are started anew before the job has failed.'),
  base: StoragePath.describe('Model to start from.'),
  adapter: StoragePath.nullable().describe('Adapter that is trained; null trains all weights.'),
  batches: StoragePath.describe('A step a line, see batches.py.'),
  checkpoint: StoragePath.describe('Folder of checkpoints.'),
  log: StoragePath.describe('Output: a line a step.'),
  out: StoragePath.describe('Output: the trained model or adapter.'),
  identity: z.string().min(1).describe('Hash of all that decides the result.'),
});
export type TrainSpec = z.output<typeof TrainSpec>;

/** spec.json of reading pooled hidden states. */
export const ActivationsSpec = z.strictObject({
  kind: z.literal('activations'),
  pooling: Pooling,
  device: WorkerSettings.shape.device,
  resources: WorkerSettings.shape.resources,
  model: StoragePath,
  adapter: StoragePath.nullable(),
  queries: StoragePath.describe('A list of token ids a line.'),
  out: StoragePath.describe('Output: safetensors with float32 [layers + 1, queries, size].'),
});
export type ActivationsSpec = z.output<typeof ActivationsSpec>;

/** The JSON Schema of spec.json, by which the worker checks its input; it ships beside the worker's code. */
export function specSchema(): object {
  return z.toJSONSchema(z.discriminatedUnion('kind', [TrainSpec, ActivationsSpec]), { io: 'output' });
}

/**
 * spec.json of a training, without paths and identity.
 *
 * @throws BAD_ARGUMENT for Muon, and for an odd micro-batch with pair losses, which it would cut in two
 */
export function trainSpec(job: TrainJob, how: WorkerSettings) {
  const { optimizer, muonLearningRate: _, ...settings } = job.settings;
  if (optimizer !== 'adamw') {
    const reason = `${optimizer} is not trained with on Ray; take adamw, or engine.kind: embedded`;
    throw new UnisonoError('BAD_ARGUMENT', { op: 'training.optimizer', reason });
  }
  if (pairLossesOf(settings).length > 0) requireWholePairs('training.microBatch', settings.microBatch ?? 0);
  const { workers, resources, strategy, precision, device } = how;
  return {
    ...{ kind: 'train' as const, settings: { ...settings, optimizer } },
    ...{ workers, resources, strategy, precision, device },
    ...{ checkpointEvery: job.checkpointEvery, maxFailures: MAX_FAILURES },
  } satisfies Partial<TrainSpec>;
}

/** spec.json of reading activations, without paths. */
export function activationsSpec({ pooling }: ActivationsJob, { device, resources }: WorkerSettings) {
  return { kind: 'activations' as const, pooling, device, resources } satisfies Partial<ActivationsSpec>;
}

/** Settings without effect on a result: the workers' number, resources and permitted failures. */
const INDIFFERENT = new Set(['workers', 'resources', 'maxFailures', 'checkpointEvery']);

/**
 * A hash of everything that decides a job's result. A job resumes only from a checkpoint with the same identity; the number of
 * workers may differ.
 *
 * @param inputs hashes of the inputs, by name
 */
export function identityOf(spec: object, inputs: Readonly<Record<string, string | null>>): string {
  const deciding = Object.fromEntries(Object.entries(spec).filter(([key]) => !INDIFFERENT.has(key)));
  return sha256(canonicalJson({ spec: deciding, inputs }));
}

/** The line of batches.jsonl of every step. */
export function* batchLines({ steps, batchAt }: TrainingBatches): Generator<string> {
  for (let step = 0; step < steps; step++) {
    const { sequences, triplets, pairs = 0 } = batchAt(step);
    yield `${JSON.stringify({ sequences, triplets, pairs })}\n`;
  }
}

/** SHA-256 of lines, equal to that of a file of these lines, which may be longer than the longest string. */
export function hashLines(lines: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line);
  return hash.digest('hex');
}

/** Writes lines to a temporary file and renames it. Throws RAY_STORAGE. */
export function writeLines(path: string, lines: Iterable<string>): void {
  const temporary = `${path}.tmp-${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(temporary, { force: true });
    for (const line of lines) appendFileSync(temporary, line);
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw storageError(error, dirname(path));
  }
}
