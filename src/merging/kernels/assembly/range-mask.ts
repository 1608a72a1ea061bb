import { BLOCK, CONSTANTS, RESULTS, TAIL } from './memory-layout';
import { delta0, delta1, laneSum } from './lanes';
import { joined, keepLanes } from './mask-bits';

/** Whether an element is above a cut; an equal element is counted, and is above if it is among the first. */
@inline
function above(size: u32, bits: u32, firstOfEqual: u32, counter: usize): bool {
  if (size != bits) return size > bits;
  const seen = load<u32>(counter);
  store<u32>(counter, seen + 1);
  return seen < firstOfEqual;
}

@inline
function maskRange<T>(
  base: usize, x: usize, count: i32, bits: usize, low: u32, lowFirst: u32, high: u32, highFirst: u32,
): void {
  const magnitude = v128.load(CONSTANTS, 128);
  const lows = i32x4.splat(<i32>low);
  // Magnitudes have 31 bits: compared as signed, a cut of 2^31 would lie below all.
  const noHigh = high >= 0x80000000;
  const highs = i32x4.splat(noHigh ? 0x7fffffff : <i32>high);
  const noLow = low >= 0x80000000;
  const zero = i32x4.splat(0);
  let before = load<f64>(RESULTS);
  let after = load<f64>(RESULTS, 8);
  for (let done = 0; done < count; done += BLOCK) {
    const end = base + <usize>min(BLOCK, count - done) * sizeof<T>();
    let before0 = zero;
    let before1 = zero;
    let after0 = zero;
    let after1 = zero;
    while (base < end) {
      const size0 = v128.and(delta0<T>(base, x), magnitude);
      const size1 = v128.and(delta1<T>(base, x), magnitude);
      before0 = f32x4.add(before0, size0);
      before1 = f32x4.add(before1, size1);
      let kept0 = i32x4.gt_s(size0, lows);
      let kept1 = i32x4.gt_s(size1, lows);
      if (noLow) {
        kept0 = zero;
        kept1 = zero;
      }
      if (!noHigh) {
        kept0 = v128.and(kept0, i32x4.lt_s(size0, highs));
        kept1 = v128.and(kept1, i32x4.lt_s(size1, highs));
      }
      const equal = v128.or(
        v128.or(i32x4.eq(size0, lows), i32x4.eq(size1, lows)),
        v128.or(i32x4.eq(size0, highs), i32x4.eq(size1, highs)),
      );
      if (v128.any_true(equal)) {
        // Equal magnitudes are told apart by order, so element by element.
        store<v128>(TAIL, size0);
        store<v128>(TAIL + 16, size1);
        for (let i = 0; i < 8; i++) {
          const lane = sizeof<T>() == 2 ? ((i & 1) << 2) + (i >> 1) : i;
          const size = load<u32>(TAIL + (<usize>lane << 2));
          const aboveLow = above(size, low, lowFirst, RESULTS + 16);
          const aboveHigh = above(size, high, highFirst, RESULTS + 20);
          store<u32>(TAIL + 32 + (<usize>lane << 2), aboveLow && !aboveHigh ? 0xffffffff : 0);
        }
        kept0 = v128.load(TAIL + 32);
        kept1 = v128.load(TAIL + 48);
      }
      after0 = f32x4.add(after0, v128.and(size0, kept0));
      after1 = f32x4.add(after1, v128.and(size1, kept1));
      keepLanes<T>(base, x, bits, joined<T>(kept0, kept1));
      if (bits) bits++;
      base += 8 * sizeof<T>();
      x += 8 * sizeof<T>();
    }
    before += laneSum<T>(before0, before1);
    after += laneSum<T>(after0, after1);
  }
  store<f64>(RESULTS, before);
  store<f64>(RESULTS, after, 8);
}

/**
 * Keeps elements whose magnitude is above the first cut and not above the second (../../arithmetic/magnitude-cut.ts); the
 * others take the base's value. Where `bits` is not 0 the chunk is left as it is, and `bits` takes a bit per element:
 * whether it is kept. Equal magnitudes seen so far are counted in the results, and L1 norms added to them.
 */
export function maskRangeBFloat16(
  base: usize, x: usize, count: i32, bits: usize, low: u32, lowFirst: u32, high: u32, highFirst: u32,
): void {
  maskRange<u16>(base, x, count, bits, low, lowFirst, high, highFirst);
}
export function maskRangeFloat32(
  base: usize, x: usize, count: i32, bits: usize, low: u32, lowFirst: u32, high: u32, highFirst: u32,
): void {
  maskRange<f32>(base, x, count, bits, low, lowFirst, high, highFirst);
}
