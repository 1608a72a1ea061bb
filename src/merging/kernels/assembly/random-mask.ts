import { BLOCK, CONSTANTS, RESULTS } from './memory-layout';
import { delta0, delta1, laneSum } from './lanes';
import { keepLanes, mask0, mask1 } from './mask-bits';
import { keptLanes } from './mask-words';

@inline
function maskRandom<T>(
  base: usize, x: usize, count: i32, bits: usize, first: u32, key1: u32, key2: u32, dropThreshold: u32,
): void {
  const k1 = i32x4.splat(<i32>key1);
  const k2 = i32x4.splat(<i32>key2);
  const threshold = i16x8.splat(<i16>dropThreshold);
  const magnitude = v128.load(CONSTANTS, 128);
  const four = v128.load(CONSTANTS, 112);
  const zero = i32x4.splat(0);
  let pair = i32x4.add(i32x4.splat(<i32>(first >> 1)), v128.load(CONSTANTS, 96));
  let before = load<f64>(RESULTS);
  let after = load<f64>(RESULTS, 8);
  for (let done = 0; done < count; done += BLOCK) {
    const end = base + <usize>min(BLOCK, count - done) * sizeof<T>();
    let before0 = zero;
    let before1 = zero;
    let after0 = zero;
    let after1 = zero;
    while (base < end) {
      const kept = keptLanes(pair, k1, k2, threshold);
      const size0 = v128.and(delta0<T>(base, x), magnitude);
      const size1 = v128.and(delta1<T>(base, x), magnitude);
      before0 = f32x4.add(before0, size0);
      before1 = f32x4.add(before1, size1);
      after0 = f32x4.add(after0, v128.and(size0, mask0<T>(kept)));
      after1 = f32x4.add(after1, v128.and(size1, mask1<T>(kept)));
      keepLanes<T>(base, x, bits, kept);
      if (bits) bits++;
      pair = i32x4.add(pair, four);
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
 * Drops elements at random: of `count` elements (a multiple of 8) of a model's chunk those whose mask word is below
 * `dropThreshold` take the base's value. Where `bits` is not 0 the chunk is left as it is, and `bits` takes a bit per
 * element: whether it is kept. `first` is the index of the chunk's first element. Adds the L1 norms of the delta before and
 * after to the results.
 */
export function maskRandomBFloat16(
  base: usize, x: usize, count: i32, bits: usize, first: u32, key1: u32, key2: u32, dropThreshold: u32,
): void {
  maskRandom<u16>(base, x, count, bits, first, key1, key2, dropThreshold);
}
export function maskRandomFloat32(
  base: usize, x: usize, count: i32, bits: usize, first: u32, key1: u32, key2: u32, dropThreshold: u32,
): void {
  maskRandom<f32>(base, x, count, bits, first, key1, key2, dropThreshold);
}
