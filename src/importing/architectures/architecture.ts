import type { GgufFile } from '../gguf-file.js';
import type { Hyperparameters } from '../hyperparameters.js';

/** Meaning of the rows or columns of a weight. */
export type Axis =
  | 'hidden'
  | 'feedForward'
  | 'twoFeedForward'
  | 'queries'
  | 'keys'
  | 'queriesKeysValues'
  | 'head'
  | 'vocabulary';

/** How a weight differs between GGUF and Hugging Face. */
export type Change =
  /** Rows of each head are reordered, see `rope-permutation.ts`. */
  | 'unpermute'
  /** llama.cpp adds 1 to the norms of Gemma, whose own code computes x (1 + w). */
  | 'minus-one';

/** One weight, by its names in both worlds; `{i}` stands for the layer's number. */
export interface TensorRule {
  readonly gguf: string;
  readonly huggingFace: string;
  readonly shape: readonly Axis[];
  readonly change?: Change;
  /** Weights of one group are all present or all absent. */
  readonly group?: 'separate head' | 'attention bias';
}

/** Inputs of a config besides the hyperparameters. */
export interface Present {
  /** Whether the head is tied to the embedding. */
  readonly tied: boolean;
  readonly attentionBias: boolean;
}

/** Mapping of one llama.cpp architecture to a Hugging Face model. */
export interface Architecture {
  /** `general.architecture`, which is also the prefix of its keys. */
  readonly name: string;
  readonly tensors: readonly TensorRule[];
  /** Tensors that go into the config. */
  readonly configTensors?: readonly string[];
  /** config.json without the shared fields, see `import-config.ts`. Throws GGUF_UNSUPPORTED. */
  config(gguf: GgufFile, sizes: Hyperparameters, present: Present): Record<string, unknown>;
}

/** The length of every axis. */
export function axisLengths(sizes: Hyperparameters): Readonly<Record<Axis, number>> {
  const queries = sizes.heads * sizes.headSize;
  const keys = sizes.keyValueHeads * sizes.headSize;
  return {
    hidden: sizes.hidden,
    feedForward: sizes.feedForward,
    twoFeedForward: 2 * sizes.feedForward,
    queries,
    keys,
    queriesKeysValues: queries + 2 * keys,
    head: sizes.headSize,
    vocabulary: sizes.vocabulary,
  };
}
