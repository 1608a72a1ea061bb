import type { MaskKey } from './dare.js';

/** Which elements of one model's delta survive. The definitions are in ./sparsify.ts. */
export type Sparsifier =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  /** Each element with probability 1 - threshold / 65536, by the mask of `key(block)`. */
  | { readonly kind: 'random'; readonly threshold: number; readonly key: (block: number) => MaskKey }
  /** Ranks `begin` to `end` (exclusive) by rising magnitude. */
  | { readonly kind: 'range'; readonly begin: number; readonly end: number }
  /** By the rank within its row of `row` elements: element of rank r if its mask word is at least `thresholds[r]`. */
  | {
      readonly kind: 'ranked';
      readonly row: number;
      readonly thresholds: Uint32Array;
      readonly key: (block: number) => MaskKey;
    };

/** base + lambda * sum_k w_k delta_k over sparsified deltas, with or without an elected sign. */
export interface DeltaPlan {
  readonly kind: 'deltas';
  readonly base: number;
  readonly tuned: readonly number[];
  readonly weights: readonly number[];
  readonly sparsifiers: readonly Sparsifier[];
  /** Whether a sparsified delta is scaled back to its L1 norm. */
  readonly rescale: boolean;
  /**
   * Whether a sign is elected per element by the weighted deltas, and only deltas of that sign are kept. With unweighted
   * deltas (`DareTiesPlan`), no sign is elected where they cancel out.
   */
  readonly elect: boolean | 'unweighted';
  /** Whether the sum is divided by the sum of the weights used. */
  readonly normalize: boolean;
  readonly lambda: number;
}

/** sum_k c_k x_k / divisor. */
export interface CombinationPlan {
  readonly kind: 'combination';
  readonly coefficients: readonly number[];
  readonly divisor: number;
}

/** DARE-TIES as in the consistency paper: unweighted election, 1 / (1 - p), nothing renormalized (./dare-ties.ts). */
export interface DareTiesPlan {
  readonly kind: 'dare-ties';
  readonly base: number;
  readonly tuned: readonly number[];
  /** w_k / (1 - p) as float32. */
  readonly weights: readonly number[];
  readonly threshold: number;
  /** The mask keys of each tuned model, by block. */
  readonly keys: readonly ((block: number) => MaskKey)[];
}

/** Operations that the SIMD kernels support. */
export type KernelPlan = DeltaPlan | CombinationPlan | DareTiesPlan;
