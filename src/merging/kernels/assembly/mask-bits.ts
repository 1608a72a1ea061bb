import { CONSTANTS } from './memory-layout';

/** Eight 16-bit lanes from the bits of a byte, all ones or all zeros. */
@inline
export function lanesOf(byte: u8): v128 {
  const bit = v128.load(CONSTANTS, 192);
  return i16x8.eq(v128.and(i16x8.splat(<i16>byte), bit), bit);
}

/**
 * Converts a mask of eight 16-bit lanes, in the order of the elements, to two masks of 32-bit lanes in the order of
 * `delta0` and `delta1`.
 */
@inline
export function mask0<T>(kept: v128): v128 {
  return sizeof<T>() == 2 ? i32x4.shr_s(i32x4.shl(kept, 16), 16) : i32x4.extend_low_i16x8_s(kept);
}

@inline
export function mask1<T>(kept: v128): v128 {
  return sizeof<T>() == 2 ? i32x4.shr_s(kept, 16) : i32x4.extend_high_i16x8_s(kept);
}

/** The inverse conversion. */
@inline
export function joined<T>(kept0: v128, kept1: v128): v128 {
  return sizeof<T>() == 2 ? v128.bitselect(kept1, kept0, v128.load(CONSTANTS, 48)) : i16x8.narrow_i32x4_s(kept0, kept1);
}

/** Replaces those of eight elements at `x` that are not kept by the base's value. */
@inline
export function dropLanes<T>(base: usize, x: usize, kept: v128): void {
  if (sizeof<T>() == 2) v128.store(x, v128.bitselect(v128.load(x), v128.load(base), kept));
  else {
    v128.store(x, v128.bitselect(v128.load(x), v128.load(base), mask0<T>(kept)));
    v128.store(x, v128.bitselect(v128.load(x, 16), v128.load(base, 16), mask1<T>(kept)), 16);
  }
}

/** Writes a mask as a byte at `bits` or, where `bits` is 0, applies it. */
@inline
export function keepLanes<T>(base: usize, x: usize, bits: usize, kept: v128): void {
  if (bits) store<u8>(bits, <u8>i16x8.bitmask(kept));
  else dropLanes<T>(base, x, kept);
}

@inline
function applyBits<T>(base: usize, x: usize, count: i32, bits: usize): void {
  for (const end = base + <usize>count * sizeof<T>(); base < end; base += 8 * sizeof<T>(), x += 8 * sizeof<T>(), bits++) {
    dropLanes<T>(base, x, lanesOf(load<u8>(bits)));
  }
}

/** Gives those of `count` elements (a multiple of 8) the base's value whose bit is not set. */
export function applyBitsBFloat16(base: usize, x: usize, count: i32, bits: usize): void {
  applyBits<u16>(base, x, count, bits);
}
export function applyBitsFloat32(base: usize, x: usize, count: i32, bits: usize): void {
  applyBits<f32>(base, x, count, bits);
}
