/** bfloat16 to float32, `count` a multiple of 8; `from` may lie within the end of `to`. */
export function widenBFloat16(from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i += 8) {
    const x = v128.load(from + (<usize>i << 1));
    v128.store(to + (<usize>i << 2), i32x4.shl(i32x4.extend_low_i16x8_u(x), 16));
    v128.store(to + (<usize>i << 2), i32x4.shl(i32x4.extend_high_i16x8_u(x), 16), 16);
  }
}
