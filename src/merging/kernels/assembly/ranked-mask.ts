import { BLOCK, CONSTANTS, RESULTS, TAIL } from './memory-layout';
import { delta0, delta1, laneSum } from './lanes';
import { keepLanes, mask0, mask1 } from './mask-bits';
import { maskWords } from './mask-words';

const RANK_BINS: i32 = 1024;
const RANK_SHIFT: i32 = 17;
const COUNTS: usize = memory.data((RANK_BINS + 8) * 4, 16);

/** The upper bits of eight magnitudes as u16, in the order of the elements. */
@inline
function storeSteps<T>(size0: v128, size1: v128, out: usize): void {
  const step0 = i32x4.shr_u(size0, RANK_SHIFT);
  const step1 = i32x4.shr_u(size1, RANK_SHIFT);
  if (sizeof<T>() == 2) v128.store(out, v128.or(step0, i32x4.shl(step1, 16)));
  else v128.store(out, i16x8.narrow_i32x4_u(step0, step1));
}

/** The end of a row, with zeros behind it instead of the next row: the base's at the tail, the model's 32 bytes on. */
@inline
function copyTail(base: usize, x: usize, bytes: usize): void {
  memory.fill(TAIL, 0, 64);
  memory.copy(TAIL, base, bytes);
  memory.copy(TAIL + 32, x, bytes);
}

/** One row; `steps` and `words` have room for its elements, rounded up to a step. */
@inline
function maskRow<T>(
  base: usize, x: usize, row: i32, bits: usize, first: u32, key1: u32, key2: u32, thresholds: usize, steps: usize, words: usize,
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
        copyTail(b, y, <usize>rest * sizeof<T>());
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

  const top = max(
    max(<u32>i32x4.extract_lane(largest, 0), <u32>i32x4.extract_lane(largest, 1)),
    max(<u32>i32x4.extract_lane(largest, 2), <u32>i32x4.extract_lane(largest, 3)),
  );
  toOffsets(steps, row, <i32>(top >> RANK_SHIFT) - (RANK_BINS - 1));
  countOffsets(steps, row);
  sumCounts();
  toThresholds(steps, row, thresholds);

  let after = load<f64>(RESULTS, 8);
  for (let done = 0; done < row; done += BLOCK) {
    let after0 = zero;
    let after1 = zero;
    const end = min(done + BLOCK, row);
    for (let i = done; i < end; i += 8) {
      let b = base + <usize>i * sizeof<T>();
      let y = x + <usize>i * sizeof<T>();
      if (i == whole) {
        copyTail(b, y, <usize>rest * sizeof<T>());
        b = TAIL;
        y = TAIL + 32;
      }
      const kept = i16x8.ge_u(v128.load(words + (<usize>i << 1)), v128.load(steps + (<usize>i << 1)));
      after0 = f32x4.add(after0, v128.and(v128.and(delta0<T>(b, y), magnitude), mask0<T>(kept)));
      after1 = f32x4.add(after1, v128.and(v128.and(delta1<T>(b, y), magnitude), mask1<T>(kept)));
      keepLanes<T>(b, y, bits ? bits + <usize>(i >> 3) : 0, kept);
      if (!bits && i == whole) memory.copy(x + <usize>i * sizeof<T>(), TAIL + 32, <usize>rest * sizeof<T>());
    }
    after += laneSum<T>(after0, after1);
  }
  store<f64>(RESULTS, after, 8);
}

/** Steps to the offsets of their bins, in bytes: max(0, step - lowest) * 4. */
@inline
function toOffsets(steps: usize, row: i32, lowest: i32): void {
  const least = i16x8.splat(<i16>lowest);
  for (let i = 0; i < row; i += 8) {
    const at = steps + (<usize>i << 1);
    const bins = lowest < 0 ? i16x8.sub(v128.load(at), least) : i16x8.sub_sat_u(v128.load(at), least);
    v128.store(at, i16x8.shl(bins, 2));
  }
}

@inline
function countOne(offset: usize): void {
  store<u32>(COUNTS + offset, load<u32>(COUNTS + offset, 4) + 1, 4);
}

/** Counts every bin one place behind its own, so that sums up to a place are of the bins before it. */
@inline
function countOffsets(steps: usize, row: i32): void {
  memory.fill(COUNTS, 0, (RANK_BINS + 1) * 4);
  const fours = steps + <usize>((row & ~3) << 1);
  const end = steps + <usize>(row << 1);
  for (; steps < fours; steps += 8) {
    const offsets = load<u64>(steps);
    countOne(<usize>(offsets & 0xffff));
    countOne(<usize>((offsets >> 16) & 0xffff));
    countOne(<usize>((offsets >> 32) & 0xffff));
    countOne(<usize>(offsets >> 48));
  }
  for (; steps < end; steps += 2) countOne(<usize>load<u16>(steps));
}

/** Counts to the sums of the counts up to each. */
@inline
function sumCounts(): void {
  const zero = i32x4.splat(0);
  let carried = zero;
  for (let at = COUNTS + 4, end = COUNTS + 4 + RANK_BINS * 4; at < end; at += 16) {
    let sums = v128.load(at);
    sums = i32x4.add(sums, i32x4.shuffle(zero, sums, 0, 4, 5, 6));
    sums = i32x4.add(sums, i32x4.shuffle(zero, sums, 0, 1, 4, 5));
    sums = i32x4.add(sums, carried);
    v128.store(at, sums);
    carried = i32x4.shuffle(sums, sums, 3, 3, 3, 3);
  }
}

/** The threshold of the next rank of a bin. */
@inline
function nextThreshold(offset: usize, thresholds: usize): u64 {
  const rank = load<u32>(COUNTS + offset);
  store<u32>(COUNTS + offset, rank + 1);
  return <u64>load<u16>(thresholds + (<usize>rank << 2));
}

/** Offsets to the thresholds of the elements' ranks, in place. */
@inline
function toThresholds(steps: usize, row: i32, thresholds: usize): void {
  const fours = steps + <usize>((row & ~3) << 1);
  const end = steps + <usize>(row << 1);
  for (; steps < fours; steps += 8) {
    const offsets = load<u64>(steps);
    const first = nextThreshold(<usize>(offsets & 0xffff), thresholds);
    const second = nextThreshold(<usize>((offsets >> 16) & 0xffff), thresholds);
    const third = nextThreshold(<usize>((offsets >> 32) & 0xffff), thresholds);
    const fourth = nextThreshold(<usize>(offsets >> 48), thresholds);
    store<u64>(steps, first | (second << 16) | (third << 32) | (fourth << 48));
  }
  for (; steps < end; steps += 2) store<u16>(steps, <u16>nextThreshold(<usize>load<u16>(steps), thresholds));
}

/**
 * Drops elements at random by their rank within their row: `count` elements, a whole number of rows of `row`. `thresholds`
 * is a u32 per rank; where `bits` is not 0, for rows of whole steps, the chunk
 * is left as it is and `bits` takes a bit per element: whether it is kept; `steps` and `words` are scratch of 2 * (row + 16) bytes each.
 */
export function maskRankedBFloat16(
  base: usize, x: usize, count: i32, bits: usize, row: i32, first: u32, key1: u32, key2: u32, thresholds: usize, steps: usize, words: usize,
): void {
  for (let at = 0; at < count; at += row)
    maskRow<u16>(base + (<usize>at << 1), x + (<usize>at << 1), row, bits ? bits + <usize>(at >> 3) : 0, first + at, key1, key2, thresholds, steps, words);
}
export function maskRankedFloat32(
  base: usize, x: usize, count: i32, bits: usize, row: i32, first: u32, key1: u32, key2: u32, thresholds: usize, steps: usize, words: usize,
): void {
  for (let at = 0; at < count; at += row)
    maskRow<f32>(base + (<usize>at << 2), x + (<usize>at << 2), row, bits ? bits + <usize>(at >> 3) : 0, first + at, key1, key2, thresholds, steps, words);
}
