import { BLOCK, CONSTANTS, RESULTS, TAIL } from './memory-layout';
import { delta0, delta1, laneSum } from './lanes';
import { maskWords } from './mask-words';

const RANK_BINS: i32 = 1024;
const RANK_SHIFT: i32 = 17;
const COUNTS: usize = memory.data((RANK_BINS + 4) * 4, 16);

/** The upper bits of eight magnitudes as u16, in the order of the elements. */
@inline
function storeSteps<T>(size0: v128, size1: v128, out: usize): void {
  const step0 = i32x4.shr_u(size0, RANK_SHIFT);
  const step1 = i32x4.shr_u(size1, RANK_SHIFT);
  if (sizeof<T>() == 2) v128.store(out, v128.or(step0, i32x4.shl(step1, 16)));
  else v128.store(out, i16x8.narrow_i32x4_u(step0, step1));
}

/** One row; `steps` and `words` have room for its elements, rounded up to a step. */
@inline
function maskRow<T>(
  base: usize, x: usize, row: i32, first: u32, key1: u32, key2: u32, thresholds: usize, steps: usize, words: usize,
): void {
  const magnitude = v128.load(CONSTANTS, 128);
  const zero = i32x4.splat(0);
  const whole = row & ~7;
  const rest = row - whole;
  let largest = zero;
  let before = load<f64>(RESULTS);
  for (let done = 0; done < row; done += BLOCK) {
    let before0 = zero;
    let before1 = zero;
    const end = min(done + BLOCK, row);
    for (let i = done; i < end; i += 8) {
      let b = base + <usize>i * sizeof<T>();
      let y = x + <usize>i * sizeof<T>();
      if (i == whole) {
        // The end of the row, with zeros behind it instead of the next row.
        memory.fill(TAIL, 0, 64);
        memory.copy(TAIL, b, <usize>rest * sizeof<T>());
        memory.copy(TAIL + 32, y, <usize>rest * sizeof<T>());
        b = TAIL;
        y = TAIL + 32;
      }
      const size0 = v128.and(delta0<T>(b, y), magnitude);
      const size1 = v128.and(delta1<T>(b, y), magnitude);
      before0 = f32x4.add(before0, size0);
      before1 = f32x4.add(before1, size1);
      largest = i32x4.max_u(largest, i32x4.max_u(size0, size1));
      storeSteps<T>(size0, size1, steps + (<usize>i << 1));
    }
    before += laneSum<T>(before0, before1);
  }
  store<f64>(RESULTS, before);

  // Mask words, of pairs of elements by their index in the tensor. An odd first element shares its pair with the last
  // one before it.
  const k1 = i32x4.splat(<i32>key1);
  const k2 = i32x4.splat(<i32>key2);
  let pair = i32x4.add(i32x4.splat(<i32>(first >> 1)), v128.load(CONSTANTS, 96));
  for (let i = 0; i < row + 8; i += 8) {
    v128.store(words + (<usize>i << 1), maskWords(pair, k1, k2));
    pair = i32x4.add(pair, v128.load(CONSTANTS, 112));
  }
  words += <usize>(first & 1) << 1;

  let top = max(
    max(<u32>i32x4.extract_lane(largest, 0), <u32>i32x4.extract_lane(largest, 1)),
    max(<u32>i32x4.extract_lane(largest, 2), <u32>i32x4.extract_lane(largest, 3)),
  );
  const lowest = <i32>(top >> RANK_SHIFT) - (RANK_BINS - 1);
  memory.fill(COUNTS, 0, (RANK_BINS + 1) * 4);
  for (let i = 0; i < row; i++) {
    const at = COUNTS + (<usize>max(0, <i32>load<u16>(steps + (<usize>i << 1)) - lowest) << 2);
    store<u32>(at, load<u32>(at, 4) + 1, 4);
  }
  // Sums of the counts before each bin.
  let sum: u32 = 0;
  for (let at = COUNTS + 4, end = COUNTS + (RANK_BINS + 1) * 4; at < end; at += 4) {
    sum += load<u32>(at);
    store<u32>(at, sum);
  }
  for (let i = 0; i < row; i++) {
    const at = COUNTS + (<usize>max(0, <i32>load<u16>(steps + (<usize>i << 1)) - lowest) << 2);
    const rank = load<u32>(at);
    store<u32>(at, rank + 1);
    const kept = <u32>load<u16>(words + (<usize>i << 1)) >= load<u32>(thresholds + (<usize>rank << 2));
    const b = base + <usize>i * sizeof<T>();
    const y = x + <usize>i * sizeof<T>();
    // Without a branch, which would be mispredicted half of the time.
    if (sizeof<T>() == 2) store<u16>(y, <u16>select<u32>(load<u16>(y), load<u16>(b), kept));
    else store<u32>(y, select<u32>(load<u32>(y), load<u32>(b), kept));
  }

  let after = load<f64>(RESULTS, 8);
  for (let done = 0; done < row; done += BLOCK) {
    let after0 = zero;
    let after1 = zero;
    const end = min(done + BLOCK, row);
    for (let i = done; i < end; i += 8) {
      let b = base + <usize>i * sizeof<T>();
      let y = x + <usize>i * sizeof<T>();
      if (i == whole) {
        memory.fill(TAIL, 0, 64);
        memory.copy(TAIL, b, <usize>rest * sizeof<T>());
        memory.copy(TAIL + 32, y, <usize>rest * sizeof<T>());
        b = TAIL;
        y = TAIL + 32;
      }
      after0 = f32x4.add(after0, v128.and(delta0<T>(b, y), magnitude));
      after1 = f32x4.add(after1, v128.and(delta1<T>(b, y), magnitude));
    }
    after += laneSum<T>(after0, after1);
  }
  store<f64>(RESULTS, after, 8);
}

/**
 * Drops elements at random by their rank within their row: `count` elements, a whole number of rows of `row`. `thresholds`
 * is a u32 per rank; `steps` and `words` are scratch of 2 * (row + 16) bytes each.
 */
export function maskRankedBFloat16(
  base: usize, x: usize, count: i32, row: i32, first: u32, key1: u32, key2: u32, thresholds: usize, steps: usize, words: usize,
): void {
  for (let at = 0; at < count; at += row)
    maskRow<u16>(base + (<usize>at << 1), x + (<usize>at << 1), row, first + at, key1, key2, thresholds, steps, words);
}
export function maskRankedFloat32(
  base: usize, x: usize, count: i32, row: i32, first: u32, key1: u32, key2: u32, thresholds: usize, steps: usize, words: usize,
): void {
  for (let at = 0; at < count; at += row)
    maskRow<f32>(base + (<usize>at << 2), x + (<usize>at << 2), row, first + at, key1, key2, thresholds, steps, words);
}
