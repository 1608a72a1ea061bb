import { randomKey } from '../core/random.js';

/**
 * DARE, drop and rescale (Yu et al., "Language Models are Super Mario", arXiv 2311.03099): each element of a delta is
 * dropped with probability p and the rest are rescaled by 1/(1-p), which keeps the expectation.
 *
 * Whether an element is dropped is a pure function of (seed, model, tensor, index), so neither chunks nor threads nor
 * the order of the models can change it.
 */

/** Two independent 32-bit words; one stream of mask bits each. */
export type MaskKey = readonly [number, number];

/** Elements of one tensor that share a mask key: the counter has 32 bits, a longer tensor takes a key per block. */
export const MASK_BLOCK = 2 ** 32;

/** The key of the mask over block `block` (elements from block * MASK_BLOCK on) of a model's tensor. */
export function maskKey(seed: number, model: string, tensor: string, block = 0): MaskKey {
  const name = JSON.stringify([model, tensor, block]);
  return [randomKey(seed, `dare mask, first word ${name}`), randomKey(seed, `dare mask, second word ${name}`)];
}

/** Mask words below this are dropped. `p` in [0, 1). */
export function dropThreshold(p: number): number {
  return Math.min(Math.round(p * 2 ** 32), 2 ** 32 - 1);
}

/**
 * The mask word of an element: a hash of its index within the block, after Wellons' lowbias32 (two multiplications,
 * https://github.com/skeeto/hash-prospector). The second key word enters between the multiplications: with the first
 * alone, masks of different keys would be permutations of each other. Its upper bits decide, so the final shift of
 * lowbias32, which only touches the lower ones, is left out.
 */
export function maskWord(key: MaskKey, index: number): number {
  let h = index ^ key[0];
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15) ^ key[1], 0x846ca68b);
  return h >>> 0;
}

/** True when DARE keeps the element; `threshold` from `dropThreshold`. */
export function isKept(key: MaskKey, index: number, threshold: number): boolean {
  return maskWord(key, index) >= threshold;
}

/**
 * The weight of a delta with DARE's rescaling folded in, w / (1 - p), as float32. Rescaling the weight instead of
 * every delta changes no elected sign, because all deltas share the positive factor.
 */
export function rescaledWeight(weight: number, p: number): number {
  return Math.fround(weight / (1 - p));
}
