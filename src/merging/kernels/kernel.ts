import type { MaskKey } from '../dare.js';

/** At most this many models are merged at once. */
export const MAX_MODELS = 8;

/** Element types that a kernel takes; others are converted before. */
export type KernelDType = 'F32' | 'BF16';

/** Per tensor: each model's mask key and rescaled weight (`rescaledWeight`), and the common `dropThreshold`. */
export interface KernelSettings {
  readonly keys: readonly MaskKey[];
  readonly weights: readonly number[];
  readonly threshold: number;
}

/**
 * Merges chunks of a tensor by DARE-TIES. Fill `base` and `models[k]` with the chunk's bytes, then `merge`. Every
 * kernel gives the bits of `dareTies` (../reference.ts).
 */
export interface MergeKernel {
  readonly name: 'webassembly' | 'javascript';
  /** Elements that a chunk may have: what was asked for, or a little more. */
  readonly capacity: number;
  /** Chunk of the base: capacity * 4 bytes. */
  readonly base: Uint8Array;
  /** Chunk of each model, as large as `base`. */
  readonly models: readonly Uint8Array[];
  /** Sets what the following chunks are merged with. */
  configure(settings: KernelSettings): void;
  /**
   * Merges the first `count` elements (at most `capacity`) of the chunks; `first`, even, is the index of the first one
   * within its mask block. The result is valid until the next call and may be a view of the kernel's memory.
   */
  merge(dtype: KernelDType, count: number, first: number): Uint8Array;
}
