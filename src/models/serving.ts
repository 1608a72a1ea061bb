import { UnisonoError } from '../core/errors.js';
import { headSize, type ModelConfig } from './config.js';
import { parameterCount } from './parameters.js';

/** GPUs for serving a model, and the load that must fit. */
export interface ServingNeeds {
  readonly gpus: number;
  /** Memory of one GPU, bytes. */
  readonly gpuMemory: number;
  /** Longest prompt with its answer, tokens. */
  readonly length: number;
  /** Parallel sequences per server. */
  readonly sequences: number;
}

/** Distribution of a model: `replicas` servers of `tensorParallel` GPUs each. All in bytes. */
export interface ServingPlan {
  readonly tensorParallel: number;
  readonly replicas: number;
  /** Weights and cache of a whole server. */
  readonly weights: number;
  readonly cache: number;
  /** Memory of one GPU that vLLM uses by default. */
  readonly usable: number;
  readonly length: number;
  readonly sequences: number;
}

/** vLLM's default share of a GPU's memory (`--gpu-memory-utilization`). */
const UTILIZATION = 0.9;
/** Share of that memory for activations and the runtime. */
const RESERVE = 0.1;
const BYTES = 2;

/** Bytes of keys and values of one token in all layers, 16 bits each: 2 L H_kv d 2. */
export function cacheBytesPerToken(config: ModelConfig): number {
  return 2 * config.num_hidden_layers * config.num_key_value_heads * headSize(config) * BYTES;
}

/**
 * The smallest number of GPUs per server for the weights (16 bits each) and the cache of `sequences` sequences of full length,
 * and as many servers as the GPUs allow: more replicas answer faster than more GPUs per replica, because replicas exchange
 * no data.
 *
 * A server's GPUs are a power of two that divides the attention heads, as vLLM's tensor parallelism requires. Each holds an equal
 * part of weights and cache; keys and values of fewer heads than GPUs are held more than once.
 *
 * @throws BAD_ARGUMENT if the model does not fit on the GPUs, or does not support the length
 */
export function planServing(config: ModelConfig, { gpus, gpuMemory, length, sequences }: ServingNeeds): ServingPlan {
  const fail = (reason: string) => new UnisonoError('BAD_ARGUMENT', { op: 'serve-plan', reason });
  if (length > config.max_position_embeddings)
    throw fail(`the model takes at most ${config.max_position_embeddings} tokens, not ${length}`);
  const weights = BYTES * parameterCount(config);
  const cache = cacheBytesPerToken(config) * length * sequences;
  const usable = UTILIZATION * gpuMemory;
  for (let tensorParallel = 1; tensorParallel <= gpus; tensorParallel *= 2) {
    if (config.num_attention_heads % tensorParallel !== 0) break;
    const copies = Math.max(1, tensorParallel / config.num_key_value_heads);
    const needed = (weights + cache * copies) / tensorParallel;
    if (needed > (1 - RESERVE) * usable) continue;
    return { tensorParallel, replicas: Math.floor(gpus / tensorParallel), weights, cache, usable, length, sequences };
  }
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
  throw fail(
    `weights of ${gigabytes(weights)} GB and a cache of ${gigabytes(cache)} GB do not fit on ${gpus} GPUs of ${gigabytes(gpuMemory)} GB; ` +
      'take more GPUs, fewer --sequences or a smaller --length',
  );
}
