import { cacheBytesPerToken, decoderFlops, type ModelConfig, parameterCount, trainingMemory } from 'unisono/models';

/** The machine. */
export interface Machine {
  readonly name: string;
  /** Measured, not nominal: operations per second in training and in forward passes. */
  readonly trainingFlops: number;
  readonly forwardFlops: number;
  /** Read and written a second by a merge. */
  readonly mergeBytes: number;
  /** Whether training computes layers again for their gradient. */
  readonly checkpointLayers: boolean;
}

/** The work of a run, independent of the model's size. */
export interface Work {
  /** Tokens of all trainings, of those of the specialists, of the activations, and of the answers of one model. */
  readonly allTrainings: number;
  readonly specialistTrainings: number;
  readonly activations: number;
  readonly answers: number;
  /** Number k of merged models. */
  readonly specialists: number;
  /** Rank of the adapters; null where all weights are trained. */
  readonly rank: number | null;
}

export type Stage = 'allTrainings' | 'specialistTrainings' | 'activations' | 'merge' | 'answers';

/** Bytes of a weight on the disk and on an accelerator. */
const BYTES = 2;

/**
 * Seconds that the stages of a run would take with another model on another machine: the operations of `decoderFlops` at the rates
 * of the machine. A merge reads the base and k models and writes one: (k + 2) times the model's two bytes a weight.
 */
export function stageSeconds(config: ModelConfig, machine: Machine, work: Work): Readonly<Record<Stage, number>> {
  const { checkpointLayers, trainingFlops, forwardFlops, mergeBytes } = machine;
  const how = { checkpointLayers, adapter: work.rank !== null };
  const training = (tokens: number) => decoderFlops(config, tokens, 'training', how) / trainingFlops;
  const forward = (tokens: number) => decoderFlops(config, tokens, 'forward') / forwardFlops;
  return {
    allTrainings: training(work.allTrainings),
    specialistTrainings: training(work.specialistTrainings),
    activations: forward(work.activations),
    merge: ((work.specialists + 2) * BYTES * parameterCount(config)) / mergeBytes,
    answers: forward(work.answers),
  };
}

/** Tokens in memory at once. */
export interface TokensInMemory {
  readonly training: number;
  readonly answering: number;
}

/**
 * Bytes that the stages need on one accelerator: `trainingMemory` for trainings; weights and the keys and values of the tokens in memory
 * for forward passes; for a merge, which goes by parts, what one was seen to take.
 */
export function stageMemory(
  config: ModelConfig,
  { rank }: Work,
  tokens: TokensInMemory,
  merge: number,
): Readonly<Record<Stage, number>> {
  const lora = rank === null ? {} : { lora: { rank, alpha: rank, dropout: 0, targetModules: 'all-linear' as const } };
  const { total } = trainingMemory(config, { strategy: 'ddp', gpus: 1, tokens: tokens.training, ...lora });
  const forward = BYTES * parameterCount(config) + cacheBytesPerToken(config) * tokens.answering;
  return { allTrainings: total, specialistTrainings: total, activations: forward, merge, answers: forward };
}
