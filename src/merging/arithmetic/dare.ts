import { randomKey } from '../../core/random.js';

/**
 * DARE, drop and rescale (Yu et al., "Language Models are Super Mario", arXiv 2311.03099): each element of a delta is
 * dropped with probability p and the rest are rescaled by 1/(1-p), which keeps the expectation.
 *
 * Whether an element is dropped is a pure function of (seed, model, tensor, index), so neither chunks nor threads nor
 * the order of the models can change it.
 */

/**
 * Default p of the consistency method, everywhere. The paper (arXiv 2510.14915) does not give its value; docs/tuning.md
 * explains how to choose one.
 */
export const DROP_PROBABILITY = 0.2;

/** Two independent 32-bit words; one stream of mask bits each. */
export type MaskKey = readonly [number, number];

/** Elements of one tensor that share a mask key: the counter has 32 bits, a longer tensor takes a key per block. */
export const MASK_BLOCK = 2 ** 32;

/** The key of the mask over block `block` (elements from block * MASK_BLOCK on) of a model's tensor. */
export function maskKey(seed: number, model: string, tensor: string, block = 0): MaskKey {
  const name = JSON.stringify([model, tensor, block]);
  return [randomKey(seed, `dare mask, first word ${name}`), randomKey(seed, `dare mask, second word ${name}`)];
}

/** The keys of a mask by block. The last key is kept, because callers ask element by element. */
export function cachedKey(make: (block: number) => MaskKey): (block: number) => MaskKey {
  let [known, key]: [number, MaskKey] = [-1, [0, 0]];
  return (block) => {
    if (block !== known) [known, key] = [block, make(block)];
    return key;
  };
}

/** Mask words have 16 bits: p is rounded to a multiple of 2^-16. */
const MASK_WORDS = 65_536;

/** Mask words below this are dropped. `p` in [0, 1). */
export function dropThreshold(p: number): number {
  return Math.min(Math.round(p * MASK_WORDS), MASK_WORDS - 1);
}

/**
 * The 16-bit mask word of an element, by its index within the block. A pair of neighbors shares a 32-bit hash, of
 * which the even one takes the lower half. The hash is Wellons' lowbias32 (two multiplications,
 * https://github.com/skeeto/hash-prospector) of the pair's index; the second key word enters between the
 * multiplications, because with the first alone the masks of different keys would be permutations of each other.
 */
export function maskWord(key: MaskKey, index: number): number {
  let h = (index >>> 1) ^ key[0];
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15) ^ key[1], 0x846ca68b);
  h ^= h >>> 16;
  return index % 2 === 0 ? h & 0xffff : h >>> 16;
}

/** True when DARE keeps the element; `threshold` from `dropThreshold`. */
export function isKept(key: MaskKey, index: number, threshold: number): boolean {
  return maskWord(key, index) >= threshold;
}

/**
 * The weight of a delta with DARE's rescaling folded in, w / (1 - p), as float32; p as the masks have it, rounded.
 * Rescaling the weight instead of every delta changes no elected sign, because all deltas share the positive factor.
 */
export function rescaledWeight(weight: number, p: number): number {
  return Math.fround(weight / (1 - dropThreshold(p) / MASK_WORDS));
}
