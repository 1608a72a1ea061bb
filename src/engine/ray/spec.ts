import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { canonicalJson } from '../../core/canonical-json.js';
import { UnisonoError } from '../../core/errors.js';
import { discard } from '../../core/files.js';
import { sha256 } from '../../core/hash.js';
import { ADAMW_DEFAULTS } from '../../training/adamw.js';
import { requireWholePairs } from '../../training/pair-wordings.js';
import type { ActivationsJob, TrainJob } from '../engine.js';
import type { TrainingBatches } from '../training-batches.js';
import { storageError } from './storage.js';

/** Settings of a job's workers. */
export interface WorkerSettings {
  /** Workers of one training. */
  readonly workers: number;
  /** Ray resources of each worker, such as { CPU: 4, GPU: 1 }. */
  readonly resources: Readonly<Record<string, number>>;
  readonly strategy: 'ddp' | 'fsdp';
  readonly precision: 'fp32' | 'bf16';
  readonly device: 'cpu' | 'cuda';
}

/** Largest number of restarts of the workers, from the checkpoint, before the job fails. */
const MAX_FAILURES = 3;

/** spec.json of a training, without the paths of its outputs; what `cluster/unisono_cluster/spec.py` reads. */
export interface TrainSpec {
  readonly kind: 'train';
  readonly optimizer: {
    readonly learning_rate: number;
    readonly beta1: number;
    readonly beta2: number;
    readonly weight_decay: number;
  };
  readonly schedule: string;
  readonly warmup: number;
  readonly max_gradient_norm: number;
  readonly triplet: object | null;
  readonly kl_weight: number | null;
  readonly precision: string;
  readonly strategy: string;
  readonly workers: number;
  readonly resources: object;
  readonly micro_batch: number | null;
  readonly checkpoint_layers: boolean;
  readonly checkpoint_every: number;
  readonly device: string;
  readonly max_failures: number;
  readonly seed: number;
}

/**
 * The spec of a training without its paths.
 *
 * @throws BAD_ARGUMENT for Muon, and for an odd micro-batch with pairs, which would split a pair
 */
export function trainSpec(job: TrainJob, steps: number, how: WorkerSettings): TrainSpec {
  const { optimizer, triplet, kl, microBatch } = job.settings;
  if (optimizer.kind !== 'adamw') {
    const reason = `${optimizer.kind} is not trained with on Ray; take adamw, or engine.kind: embedded`;
    throw new UnisonoError('BAD_ARGUMENT', { op: 'training.optimizer', reason });
  }
  if (kl) requireWholePairs('training.microBatch', microBatch ?? 0);
  const { learningRate, beta1, beta2, weightDecay } = { ...ADAMW_DEFAULTS, ...optimizer };
  return {
    kind: 'train',
    optimizer: { learning_rate: learningRate, beta1, beta2, weight_decay: weightDecay },
    schedule: job.settings.schedule,
    warmup: Math.round(job.settings.warmup * steps),
    max_gradient_norm: job.settings.maxGradientNorm,
    triplet: triplet
      ? {
          ...{ alpha: triplet.alpha, margin: triplet.margin, distance: triplet.distance },
          ...{ pooling: triplet.pooling, layer: triplet.layer },
        }
      : null,
    kl_weight: kl ? kl.weight : null,
    precision: how.precision,
    strategy: how.strategy,
    workers: how.workers,
    resources: how.resources,
    micro_batch: microBatch ?? null,
    checkpoint_layers: job.settings.checkpointLayers ?? false,
    checkpoint_every: job.checkpointEvery,
    device: how.device,
    max_failures: MAX_FAILURES,
    seed: job.settings.seed ?? 0,
  };
}

/** spec.json of reading activations, without paths. */
export function activationsSpec(job: ActivationsJob, { device, resources }: WorkerSettings) {
  return { kind: 'activations', pooling: job.pooling, device, resources } as const;
}

/** Fields that do not change results: the number of workers, their resources, their restarts. */
const INDIFFERENT = new Set(['workers', 'resources', 'max_failures', 'checkpoint_every']);

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
