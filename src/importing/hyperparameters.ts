import type { GgufFile } from './gguf-file.js';

/** The sizes and constants of a decoder, from a GGUF's `<architecture>.*` keys. */
export interface Hyperparameters {
  readonly layers: number;
  readonly hidden: number;
  readonly feedForward: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  /** Dimensions of a head that are rotated. */
  readonly rotated: number;
  /** Rows of the embedding. */
  readonly vocabulary: number;
  readonly context: number;
  readonly epsilon: number;
  readonly ropeTheta: number;
}

const EMBEDDING = 'token_embd.weight';
const DEFAULT_ROPE_THETA = 10000;

/**
 * Reads the hyperparameters of an architecture and checks that they fit each other. Throws BAD_GGUF, GGUF_UNSUPPORTED for
 * mixtures of experts and for layers of different sizes.
 */
export function readHyperparameters(gguf: GgufFile, architecture: string): Hyperparameters {
  const { metadata } = gguf;
  const key = (name: string) => `${architecture}.${name}`;
  const size = (name: string) => metadata.required(metadata.sameWhole(key(name), 1), key(name));
  const optional = (name: string) => metadata.sameWhole(key(name), 1);
  if ((metadata.whole(key('expert_count')) ?? 0) > 0)
    throw metadata.unsupported('a mixture of experts', 'dense models');
  const hidden = size('embedding_length');
  const heads = size('attention.head_count');
  const keyValueHeads = optional('attention.head_count_kv') ?? heads;
  const headSize = optional('attention.key_length') ?? hidden / heads;
  if (!Number.isInteger(headSize) || headSize % 2 !== 0) {
    throw metadata.bad(`${hidden} dimensions and ${heads} heads make heads of ${headSize} dimensions`);
  }
  if ((optional('attention.value_length') ?? headSize) !== headSize) {
    throw metadata.unsupported('a head whose values are of another size than its keys', 'heads of one size');
  }
  if (heads % keyValueHeads !== 0) throw metadata.bad(`${heads} heads cannot share ${keyValueHeads} keys and values`);
  const embedding = gguf.tensors.get(EMBEDDING);
  const vocabulary = embedding?.shape[0] ?? metadata.required(optional('vocab_size'), key('vocab_size'));
  const stated = optional('vocab_size') ?? vocabulary;
  if (stated !== vocabulary) {
    throw metadata.bad(`${key('vocab_size')} is ${stated}, ${EMBEDDING} has ${vocabulary} rows`);
  }
  const epsilonKey = key('attention.layer_norm_rms_epsilon');
  return {
    layers: size('block_count'),
    hidden,
    feedForward: size('feed_forward_length'),
    heads,
    keyValueHeads,
    headSize,
    rotated: optional('rope.dimension_count') ?? headSize,
    vocabulary,
    context: size('context_length'),
    epsilon: shortest(metadata.required(metadata.number(epsilonKey), epsilonKey)),
    ropeTheta: shortest(metadata.number(key('rope.freq_base')) ?? DEFAULT_ROPE_THETA),
  };
}

/** The shortest decimal number with the same float32: GGUF stores 1e-5 as 9.999999747378752e-6. */
export function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === Math.fround(value)) return candidate;
  }
  return value;
}
