import { CONSTANTS } from './memory-layout';

@inline
export function keptLanes(pair: v128, key1: v128, key2: v128, threshold: v128): v128 {
  return i16x8.ge_u(maskWords(pair, key1, key2), threshold);
}

/** The mask words of eight elements, of a pair of elements per 32-bit lane. */
@inline
export function maskWords(pair: v128, key1: v128, key2: v128): v128 {
  let h = v128.xor(pair, key1);
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), v128.load(CONSTANTS));
  h = v128.xor(v128.xor(h, i32x4.shr_u(h, 15)), key2);
  h = i32x4.mul(h, v128.load(CONSTANTS, 16));
  return v128.xor(h, i32x4.shr_u(h, 16));
}
