import { CONSTANTS } from './memory-layout';

/** Eight 16-bit lanes from the bits of a byte, all ones or all zeros. */
@inline
export function lanesOf(byte: u8): v128 {
  const bit = v128.load(CONSTANTS, 192);
  return i16x8.eq(v128.and(i16x8.splat(<i16>byte), bit), bit);
}

@inline
function applyBits<T>(base: usize, x: usize, count: i32, bits: usize): void {
  for (const end = base + <usize>count * sizeof<T>(); base < end; base += 8 * sizeof<T>(), x += 8 * sizeof<T>(), bits++) {
    const kept = lanesOf(load<u8>(bits));
    if (sizeof<T>() == 2) v128.store(x, v128.bitselect(v128.load(x), v128.load(base), kept));
    else {
      v128.store(x, v128.bitselect(v128.load(x), v128.load(base), i32x4.extend_low_i16x8_s(kept)));
      v128.store(x, v128.bitselect(v128.load(x, 16), v128.load(base, 16), i32x4.extend_high_i16x8_s(kept)), 16);
    }
  }
}

/** Gives those of `count` elements (a multiple of 8) the base's value whose bit is not set. */
export function applyBitsBFloat16(base: usize, x: usize, count: i32, bits: usize): void {
  applyBits<u16>(base, x, count, bits);
}
export function applyBitsFloat32(base: usize, x: usize, count: i32, bits: usize): void {
  applyBits<f32>(base, x, count, bits);
}
