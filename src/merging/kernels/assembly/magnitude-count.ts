import { CONSTANTS, RESULTS } from './memory-layout';
import { delta0, delta1 } from './lanes';

// Ranks of magnitudes by counting, which can use SIMD vectors, unlike a histogram.

@inline
function laneCount(counts: v128): u32 {
  return i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1) + i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3);
}

@inline
function countAround<T>(base: usize, x: usize, count: i32, first: u32, second: u32): void {
  const magnitude = v128.load(CONSTANTS, 128);
  const pivot = i32x4.splat(<i32>first);
  const other = i32x4.splat(<i32>second);
  const zero = i32x4.splat(0);
  const end = base + <usize>count * sizeof<T>();
  let above = zero;
  let equal = zero;
  let aboveOther = zero;
  let equalOther = zero;
  const two = second != first;
  if (two) {
    for (; base < end; base += 8 * sizeof<T>(), x += 8 * sizeof<T>()) {
      const size0 = v128.and(delta0<T>(base, x), magnitude);
      const size1 = v128.and(delta1<T>(base, x), magnitude);
      above = i32x4.add(above, i32x4.add(i32x4.gt_s(size0, pivot), i32x4.gt_s(size1, pivot)));
      equal = i32x4.add(equal, i32x4.add(i32x4.eq(size0, pivot), i32x4.eq(size1, pivot)));
      aboveOther = i32x4.add(aboveOther, i32x4.add(i32x4.gt_s(size0, other), i32x4.gt_s(size1, other)));
      equalOther = i32x4.add(equalOther, i32x4.add(i32x4.eq(size0, other), i32x4.eq(size1, other)));
    }
  } else {
    for (; base < end; base += 8 * sizeof<T>(), x += 8 * sizeof<T>()) {
      const size0 = v128.and(delta0<T>(base, x), magnitude);
      const size1 = v128.and(delta1<T>(base, x), magnitude);
      above = i32x4.add(above, i32x4.add(i32x4.gt_s(size0, pivot), i32x4.gt_s(size1, pivot)));
      equal = i32x4.add(equal, i32x4.add(i32x4.eq(size0, pivot), i32x4.eq(size1, pivot)));
    }
    aboveOther = above;
    equalOther = equal;
  }
  store<u32>(RESULTS, -laneCount(above));
  store<u32>(RESULTS, -laneCount(equal), 4);
  store<u32>(RESULTS, -laneCount(aboveOther), 8);
  store<u32>(RESULTS, -laneCount(equalOther), 12);
}

/**
 * Counts, of `count` elements (a multiple of 8), the deltas whose magnitude's bits are above `first`, and equal to it, and
 * the same of `second`, into the results as four u32. Both below 2^31; the same twice costs nothing. Positions after the
 * last element are counted as zero.
 */
export function countAroundBFloat16(base: usize, x: usize, count: i32, first: u32, second: u32): void {
  countAround<u16>(base, x, count, first, second);
}

/** The index of the `nth` element (0 for the first) whose magnitude's bits are `bits`; `count` where there is none. */
export function indexOfEqualBFloat16(base: usize, x: usize, count: i32, bits: u32, nth: u32): i32 {
  for (let i = 0; i < count; i++) {
    const at = <usize>i << 1;
    const d = reinterpret<f32>(<u32>load<u16>(x + at) << 16) - reinterpret<f32>(<u32>load<u16>(base + at) << 16);
    if ((reinterpret<u32>(d) & 0x7fffffff) != bits) continue;
    if (nth == 0) return i;
    nth--;
  }
  return count;
}
