// The kernels of the streamed merge (AssemblyScript, WebAssembly SIMD), with the arithmetic of the plain TypeScript
// operation for operation: ../../methods/merge-deltas.ts and combine.ts, ../../sparsify/. The host lays out the memory
// behind the constants: the chunk of every input at equal strides, tables of histograms.
//
// T and O are the element types that are read and written: u16 for bfloat16, f32 for float32. A step takes eight
// elements; what lies behind the last element is zero in every input, so that it adds nothing to any sum. bfloat16 is
// taken apart into even and odd lanes by a shift and a mask. Constants are loaded from memory because V8 rebuilds inline
// vector literals at every use.

const CONSTANTS: usize = memory.data<u32>([
  0x7feb352d, 0x7feb352d, 0x7feb352d, 0x7feb352d, // first multiplier of the mask hash
  0x846ca68b, 0x846ca68b, 0x846ca68b, 0x846ca68b, // second multiplier
  0x80000000, 0x80000000, 0x80000000, 0x80000000, // sign bit
  0xffff0000, 0xffff0000, 0xffff0000, 0xffff0000, // the odd bfloat16 lanes
  0x00007fff, 0x00007fff, 0x00007fff, 0x00007fff, // rounding to bfloat16
  1, 1, 1, 1,
  0, 1, 2, 3,
  4, 4, 4, 4,
  0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff, // magnitude
  0x3f800000, 0x3f800000, 0x3f800000, 0x3f800000, // 1.0
  0x7f800000, 0x7f800000, 0x7f800000, 0x7f800000, // infinity
  0x00400000, 0x00400000, 0x00400000, 0x00400000, // the bit that keeps a NaN a NaN
], 16);

/** Models that there is room for. */
const MAX_MODELS: i32 = 32;
/** Bytes of parameters per model: weight with rescaling, and weight as it is, each in all four lanes. */
const PER_MODEL: i32 = 32;
const PARAMETERS: usize = memory.data(MAX_MODELS * PER_MODEL, 16);
/** Results that are more than one number: sums before and after as f64, counters as u32 from byte 16 on. */
const RESULTS: usize = memory.data(32, 16);

/** Elements of a block, over which sums stay float32, and which fits the first-level cache with its deltas. */
const BLOCK: i32 = 256;
const BLOCK_BYTES: i32 = BLOCK * 4;
const SUMS: usize = memory.data(BLOCK_BYTES, 16);
const DELTAS: usize = memory.data(MAX_MODELS * BLOCK_BYTES, 16);
/** The end of a row that is no whole step, filled up with zeros: base, and model. */
const TAIL: usize = memory.data(64, 16);

const RANK_BINS: i32 = 1024;
const RANK_SHIFT: i32 = 17;
const COUNTS: usize = memory.data((RANK_BINS + 4) * 4, 16);

/** Where the host writes PER_MODEL bytes for each model. */
export function parameters(): usize {
  return PARAMETERS;
}

export function results(): usize {
  return RESULTS;
}

@inline
function evenLanes(x: v128): v128 {
  return i32x4.shl(x, 16);
}

/** Eight deltas as float32: of bfloat16 the even lanes and the odd ones, of float32 the first four and the last. */
@inline
function delta0<T>(base: usize, x: usize): v128 {
  return sizeof<T>() == 2
    ? f32x4.sub(evenLanes(v128.load(x)), evenLanes(v128.load(base)))
    : f32x4.sub(v128.load(x), v128.load(base));
}

@inline
function delta1<T>(base: usize, x: usize): v128 {
  const odd = v128.load(CONSTANTS, 48);
  return sizeof<T>() == 2
    ? f32x4.sub(v128.and(v128.load(x), odd), v128.and(v128.load(base), odd))
    : f32x4.sub(v128.load(x, 16), v128.load(base, 16));
}

@inline
function keptLanes(pair: v128, key1: v128, key2: v128, threshold: v128): v128 {
  return i16x8.ge_u(maskWords(pair, key1, key2), threshold);
}

/** The mask words of eight elements, of a pair of elements per 32-bit lane. */
@inline
function maskWords(pair: v128, key1: v128, key2: v128): v128 {
  let h = v128.xor(pair, key1);
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), v128.load(CONSTANTS));
  h = v128.xor(v128.xor(h, i32x4.shr_u(h, 15)), key2);
  h = i32x4.mul(h, v128.load(CONSTANTS, 16));
  return v128.xor(h, i32x4.shr_u(h, 16));
}

/** Lanes 0 to 7 of a block's sum in float64: ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)). */
@inline
function laneSum<T>(a: v128, b: v128): f64 {
  if (sizeof<T>() == 2) {
    return (<f64>f32x4.extract_lane(a, 0) + <f64>f32x4.extract_lane(b, 0) +
      (<f64>f32x4.extract_lane(a, 1) + <f64>f32x4.extract_lane(b, 1))) +
      ((<f64>f32x4.extract_lane(a, 2) + <f64>f32x4.extract_lane(b, 2)) +
      (<f64>f32x4.extract_lane(a, 3) + <f64>f32x4.extract_lane(b, 3)));
  }
  return (<f64>f32x4.extract_lane(a, 0) + <f64>f32x4.extract_lane(a, 1) +
    (<f64>f32x4.extract_lane(a, 2) + <f64>f32x4.extract_lane(a, 3))) +
    ((<f64>f32x4.extract_lane(b, 0) + <f64>f32x4.extract_lane(b, 1)) +
    (<f64>f32x4.extract_lane(b, 2) + <f64>f32x4.extract_lane(b, 3)));
}

/** The element's delta. */
@inline
function scalarDelta<T>(base: usize, x: usize): f32 {
  return sizeof<T>() == 2
    ? reinterpret<f32>(<u32>load<u16>(x) << 16) - reinterpret<f32>(<u32>load<u16>(base) << 16)
    : load<f32>(x) - load<f32>(base);
}

/** Gives a dropped element the base's own value. */
@inline
function drop<T>(base: usize, x: usize): void {
  if (sizeof<T>() == 2) store<u16>(x, load<u16>(base));
  else store<u32>(x, load<u32>(base));
}

// ---- random masks

@inline
function maskRandom<T>(base: usize, x: usize, count: i32, first: u32, key1: u32, key2: u32, dropThreshold: u32): void {
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
      let kept0: v128;
      let kept1: v128;
      if (sizeof<T>() == 2) {
        kept0 = i32x4.shr_s(i32x4.shl(kept, 16), 16);
        kept1 = i32x4.shr_s(kept, 16);
        v128.store(x, v128.bitselect(v128.load(x), v128.load(base), kept));
      } else {
        kept0 = i32x4.extend_low_i16x8_s(kept);
        kept1 = i32x4.extend_high_i16x8_s(kept);
        v128.store(x, v128.bitselect(v128.load(x), v128.load(base), kept0));
        v128.store(x, v128.bitselect(v128.load(x, 16), v128.load(base, 16), kept1), 16);
      }
      after0 = f32x4.add(after0, v128.and(size0, kept0));
      after1 = f32x4.add(after1, v128.and(size1, kept1));
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
 * `dropThreshold` take the base's value. `first` is the index of the chunk's first element. Adds the L1 norms of the
 * delta before and after to the results.
 */
export function maskRandomBFloat16(base: usize, x: usize, count: i32, first: u32, key1: u32, key2: u32, dropThreshold: u32): void {
  maskRandom<u16>(base, x, count, first, key1, key2, dropThreshold);
}
export function maskRandomFloat32(base: usize, x: usize, count: i32, first: u32, key1: u32, key2: u32, dropThreshold: u32): void {
  maskRandom<f32>(base, x, count, first, key1, key2, dropThreshold);
}

// ---- masks by magnitude

@inline
function countBin(table: usize, bits: u32): void {
  const at = table + <usize>((bits >> 16) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

@inline
function histogram<T>(base: usize, x: usize, count: i32, table: usize): void {
  const magnitude = v128.load(CONSTANTS, 128);
  const end = base + <usize>count * sizeof<T>();
  while (base < end) {
    const size0 = v128.and(delta0<T>(base, x), magnitude);
    const size1 = v128.and(delta1<T>(base, x), magnitude);
    countBin(table, i32x4.extract_lane(size0, 0));
    countBin(table, i32x4.extract_lane(size0, 1));
    countBin(table, i32x4.extract_lane(size0, 2));
    countBin(table, i32x4.extract_lane(size0, 3));
    countBin(table, i32x4.extract_lane(size1, 0));
    countBin(table, i32x4.extract_lane(size1, 1));
    countBin(table, i32x4.extract_lane(size1, 2));
    countBin(table, i32x4.extract_lane(size1, 3));
    base += 8 * sizeof<T>();
    x += 8 * sizeof<T>();
  }
}

/**
 * Counts the deltas of `count` elements (a multiple of 8) into u32 bins by the upper 15 bits of their magnitude. What lies
 * behind the last element is counted as zero; the host takes it off again.
 */
export function histogramBFloat16(base: usize, x: usize, count: i32, table: usize): void {
  histogram<u16>(base, x, count, table);
}
export function histogramFloat32(base: usize, x: usize, count: i32, table: usize): void {
  histogram<f32>(base, x, count, table);
}

@inline
function refineLane(size: u32, bin: u32, table: usize): void {
  if (size >> 16 != bin) return;
  const at = table + <usize>((size & 0xffff) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

@inline
function refineLanes(size: v128, wanted: v128, bin: u32, table: usize): void {
  if (!v128.any_true(i32x4.eq(i32x4.shr_u(size, 16), wanted))) return;
  refineLane(i32x4.extract_lane(size, 0), bin, table);
  refineLane(i32x4.extract_lane(size, 1), bin, table);
  refineLane(i32x4.extract_lane(size, 2), bin, table);
  refineLane(i32x4.extract_lane(size, 3), bin, table);
}

@inline
function refine<T>(base: usize, x: usize, count: i32, bin: u32, table: usize): void {
  const magnitude = v128.load(CONSTANTS, 128);
  const wanted = i32x4.splat(<i32>bin);
  const end = base + <usize>count * sizeof<T>();
  while (base < end) {
    refineLanes(v128.and(delta0<T>(base, x), magnitude), wanted, bin, table);
    refineLanes(v128.and(delta1<T>(base, x), magnitude), wanted, bin, table);
    base += 8 * sizeof<T>();
    x += 8 * sizeof<T>();
  }
}

/** Counts those deltas whose upper 15 bits of magnitude are `bin` into u32 bins by their lower 16 bits. */
export function refineBFloat16(base: usize, x: usize, count: i32, bin: u32, table: usize): void {
  refine<u16>(base, x, count, bin, table);
}
export function refineFloat32(base: usize, x: usize, count: i32, bin: u32, table: usize): void {
  refine<f32>(base, x, count, bin, table);
}

/** Whether an element is above a cut; an equal one counts, and is if it is among the first. */
@inline
function above(size: u32, bits: u32, firstOfEqual: u32, counter: usize): bool {
  if (size != bits) return size > bits;
  const seen = load<u32>(counter);
  store<u32>(counter, seen + 1);
  return seen < firstOfEqual;
}

@inline
function maskRange<T>(
  base: usize, x: usize, count: i32, low: u32, lowFirst: u32, high: u32, highFirst: u32,
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
      if (sizeof<T>() == 2) {
        const odd = v128.load(CONSTANTS, 48);
        const kept = v128.bitselect(kept1, kept0, odd);
        v128.store(x, v128.bitselect(v128.load(x), v128.load(base), kept));
      } else {
        v128.store(x, v128.bitselect(v128.load(x), v128.load(base), kept0));
        v128.store(x, v128.bitselect(v128.load(x, 16), v128.load(base, 16), kept1), 16);
      }
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
 * Keeps elements whose magnitude lies above the first cut and not above the second (../../sparsify/magnitude-cut.ts); the
 * others take the base's value. Equal magnitudes seen so far are counted in the results, and L1 norms added to them.
 */
export function maskRangeBFloat16(
  base: usize, x: usize, count: i32, low: u32, lowFirst: u32, high: u32, highFirst: u32,
): void {
  maskRange<u16>(base, x, count, low, lowFirst, high, highFirst);
}
export function maskRangeFloat32(
  base: usize, x: usize, count: i32, low: u32, lowFirst: u32, high: u32, highFirst: u32,
): void {
  maskRange<f32>(base, x, count, low, lowFirst, high, highFirst);
}

// ---- masks by rank within a row

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

// ---- merging

/** Bits of float32 values rounded to the nearest bfloat16 in their upper halves, ties to even; a NaN stays one. */
@inline
function roundUpperHalf(bits: v128): v128 {
  const one = v128.load(CONSTANTS, 80);
  const rounded = i32x4.add(i32x4.add(bits, v128.load(CONSTANTS, 64)), v128.and(i32x4.shr_u(bits, 16), one));
  const broken = i32x4.gt_s(v128.and(bits, v128.load(CONSTANTS, 128)), v128.load(CONSTANTS, 160));
  return v128.bitselect(v128.or(bits, v128.load(CONSTANTS, 176)), rounded, broken);
}

/** Writes eight values; they are in even and odd lanes if T is bfloat16, else in order. */
@inline
function storeEight<T, O>(out: usize, value0: v128, value1: v128): void {
  if (sizeof<O>() == 4) {
    v128.store(out, value0);
    v128.store(out, value1, 16);
  } else if (sizeof<T>() == 2) {
    const odd = v128.load(CONSTANTS, 48);
    v128.store(out, v128.or(i32x4.shr_u(roundUpperHalf(value0), 16), v128.and(roundUpperHalf(value1), odd)));
  } else {
    v128.store(out, i16x8.narrow_i32x4_u(i32x4.shr_u(roundUpperHalf(value0), 16), i32x4.shr_u(roundUpperHalf(value1), 16)));
  }
}

@inline
function weightedDeltas<T>(base: usize, x: usize, count: i32, weight: v128, deltas: usize): void {
  const end = base + <usize>count * sizeof<T>();
  for (let sums = SUMS; base < end; sums += 32) {
    const d0 = f32x4.mul(delta0<T>(base, x), weight);
    const d1 = f32x4.mul(delta1<T>(base, x), weight);
    v128.store(deltas, d0);
    v128.store(deltas, d1, 16);
    v128.store(sums, f32x4.add(v128.load(sums), d0));
    v128.store(sums, f32x4.add(v128.load(sums, 16), d1), 16);
    base += 8 * sizeof<T>();
    x += 8 * sizeof<T>();
    deltas += 32;
  }
}

@inline
function finish(base: v128, total: v128, sign: v128): v128 {
  const changed = f32x4.ne(total, i32x4.splat(0));
  return v128.bitselect(f32x4.add(base, v128.xor(total, sign)), base, changed);
}

@inline
function addElected<T, O>(base: usize, out: usize, count: i32, modelCount: i32, normalize: bool, lambda: v128, scaled: bool): void {
  const zero = i32x4.splat(0);
  const signBit = v128.load(CONSTANTS, 32);
  const ones = v128.load(CONSTANTS, 144);
  const end = base + <usize>count * sizeof<T>();
  const parametersEnd = PARAMETERS + <usize>modelCount * PER_MODEL;
  let deltas = DELTAS;
  for (let sums = SUMS; base < end; sums += 32) {
    const sign0 = v128.and(f32x4.lt(v128.load(sums), zero), signBit);
    const sign1 = v128.and(f32x4.lt(v128.load(sums, 16), zero), signBit);
    v128.store(sums, zero);
    v128.store(sums, zero, 16);
    let total0 = zero;
    let total1 = zero;
    let divisor0 = zero;
    let divisor1 = zero;
    let delta = deltas;
    for (let model = PARAMETERS; model < parametersEnd; model += PER_MODEL) {
      // Flipped by the elected sign, deltas that agree are positive; pmax in this order lets a NaN through.
      const flipped0 = v128.xor(v128.load(delta), sign0);
      const flipped1 = v128.xor(v128.load(delta, 16), sign1);
      total0 = f32x4.add(total0, f32x4.pmax(flipped0, zero));
      total1 = f32x4.add(total1, f32x4.pmax(flipped1, zero));
      if (normalize) {
        const weight = v128.load(model, 16);
        divisor0 = f32x4.add(divisor0, v128.and(weight, f32x4.gt(flipped0, zero)));
        divisor1 = f32x4.add(divisor1, v128.and(weight, f32x4.gt(flipped1, zero)));
      }
      delta += BLOCK_BYTES;
    }
    if (normalize) {
      total0 = f32x4.div(total0, v128.bitselect(ones, divisor0, f32x4.eq(divisor0, zero)));
      total1 = f32x4.div(total1, v128.bitselect(ones, divisor1, f32x4.eq(divisor1, zero)));
    }
    if (scaled) {
      total0 = f32x4.mul(total0, lambda);
      total1 = f32x4.mul(total1, lambda);
    }
    let b0: v128;
    let b1: v128;
    if (sizeof<T>() == 2) {
      b0 = evenLanes(v128.load(base));
      b1 = v128.and(v128.load(base), v128.load(CONSTANTS, 48));
    } else {
      b0 = v128.load(base);
      b1 = v128.load(base, 16);
    }
    storeEight<T, O>(out, finish(b0, total0, sign0), finish(b1, total1, sign1));
    base += 8 * sizeof<T>();
    out += 8 * sizeof<O>();
    deltas += 32;
  }
}

/** Without an election the sums are the totals. */
@inline
function addAll<T, O>(base: usize, out: usize, count: i32, normalize: bool, divisor: v128, lambda: v128, scaled: bool): void {
  const zero = i32x4.splat(0);
  const end = base + <usize>count * sizeof<T>();
  for (let sums = SUMS; base < end; sums += 32) {
    let total0 = v128.load(sums);
    let total1 = v128.load(sums, 16);
    v128.store(sums, zero);
    v128.store(sums, zero, 16);
    if (normalize) {
      total0 = f32x4.div(total0, divisor);
      total1 = f32x4.div(total1, divisor);
    }
    if (scaled) {
      total0 = f32x4.mul(total0, lambda);
      total1 = f32x4.mul(total1, lambda);
    }
    let b0: v128;
    let b1: v128;
    if (sizeof<T>() == 2) {
      b0 = evenLanes(v128.load(base));
      b1 = v128.and(v128.load(base), v128.load(CONSTANTS, 48));
    } else {
      b0 = v128.load(base);
      b1 = v128.load(base, 16);
    }
    storeEight<T, O>(out, finish(b0, total0, zero), finish(b1, total1, zero));
    base += 8 * sizeof<T>();
    out += 8 * sizeof<O>();
  }
}

@inline
function mergeDeltas<T, O>(
  base: usize, models: usize, stride: usize, out: usize, count: i32, modelCount: i32, elect: bool, normalize: bool,
  divisor: f32, lambda: f32,
): void {
  const scaled = lambda != 1;
  const factor = f32x4.splat(lambda);
  for (let done = 0; done < count; done += BLOCK) {
    const elements = min(BLOCK, count - done);
    const at = <usize>done * sizeof<T>();
    for (let k = 0; k < modelCount; k++) {
      const weight = v128.load(PARAMETERS + <usize>k * PER_MODEL);
      weightedDeltas<T>(base + at, models + <usize>k * stride + at, elements, weight, DELTAS + <usize>k * BLOCK_BYTES);
    }
    const to = out + <usize>done * sizeof<O>();
    if (elect) addElected<T, O>(base + at, to, elements, modelCount, normalize, factor, scaled);
    else addAll<T, O>(base + at, to, elements, normalize, f32x4.splat(divisor), factor, scaled);
  }
}

/**
 * base + lambda * the (elected, normalized) sum of the weighted deltas of `count` elements, a multiple of 8. The models'
 * chunks lie `stride` bytes apart from `models` on. `out` may be `base`. Named by what is read and what is written.
 */
export function mergeBFloat16(
  base: usize, models: usize, stride: usize, out: usize, count: i32, modelCount: i32, elect: bool, normalize: bool,
  divisor: f32, lambda: f32,
): void {
  mergeDeltas<u16, u16>(base, models, stride, out, count, modelCount, elect, normalize, divisor, lambda);
}
export function mergeFloat32(
  base: usize, models: usize, stride: usize, out: usize, count: i32, modelCount: i32, elect: bool, normalize: bool,
  divisor: f32, lambda: f32,
): void {
  mergeDeltas<f32, f32>(base, models, stride, out, count, modelCount, elect, normalize, divisor, lambda);
}
export function mergeFloat32ToBFloat16(
  base: usize, models: usize, stride: usize, out: usize, count: i32, modelCount: i32, elect: bool, normalize: bool,
  divisor: f32, lambda: f32,
): void {
  mergeDeltas<f32, u16>(base, models, stride, out, count, modelCount, elect, normalize, divisor, lambda);
}

/** acc + c * x, the product not rounded: in float64, where it is exact. */
@inline
function fusedAdd(sum: v128, x: v128, c: v128): v128 {
  const low = f64x2.add(f64x2.promote_low_f32x4(sum), f64x2.mul(f64x2.promote_low_f32x4(x), c));
  const highSum = i64x2.shuffle(sum, sum, 1, 1);
  const highX = i64x2.shuffle(x, x, 1, 1);
  const high = f64x2.add(f64x2.promote_low_f32x4(highSum), f64x2.mul(f64x2.promote_low_f32x4(highX), c));
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

@inline
function combine<T, O>(inputs: usize, stride: usize, out: usize, count: i32, inputCount: i32, divisor: f32): void {
  const by = f32x4.splat(divisor);
  const divides = divisor != 1;
  for (let i = 0; i < count; i += 8) {
    let sum0 = i32x4.splat(0);
    let sum1 = i32x4.splat(0);
    let x = inputs + <usize>i * sizeof<T>();
    for (let k = 0; k < inputCount; k++) {
      const c = f64x2.promote_low_f32x4(v128.load(PARAMETERS + <usize>k * PER_MODEL));
      if (sizeof<T>() == 2) {
        sum0 = fusedAdd(sum0, evenLanes(v128.load(x)), c);
        sum1 = fusedAdd(sum1, v128.and(v128.load(x), v128.load(CONSTANTS, 48)), c);
      } else {
        sum0 = fusedAdd(sum0, v128.load(x), c);
        sum1 = fusedAdd(sum1, v128.load(x, 16), c);
      }
      x += stride;
    }
    if (divides) {
      sum0 = f32x4.div(sum0, by);
      sum1 = f32x4.div(sum1, by);
    }
    storeEight<T, O>(out + <usize>i * sizeof<O>(), sum0, sum1);
  }
}

/** sum_k c_k x_k / divisor of `count` elements, a multiple of 8; `out` may be `inputs`. */
export function combineBFloat16(inputs: usize, stride: usize, out: usize, count: i32, inputCount: i32, divisor: f32): void {
  combine<u16, u16>(inputs, stride, out, count, inputCount, divisor);
}
export function combineFloat32(inputs: usize, stride: usize, out: usize, count: i32, inputCount: i32, divisor: f32): void {
  combine<f32, f32>(inputs, stride, out, count, inputCount, divisor);
}
export function combineFloat32ToBFloat16(inputs: usize, stride: usize, out: usize, count: i32, inputCount: i32, divisor: f32): void {
  combine<f32, u16>(inputs, stride, out, count, inputCount, divisor);
}

/** bfloat16 to float32, `count` a multiple of 8; `from` may lie within the end of `to`. */
export function widenBFloat16(from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i += 8) {
    const x = v128.load(from + (<usize>i << 1));
    v128.store(to + (<usize>i << 2), i32x4.shl(i32x4.extend_low_i16x8_u(x), 16));
    v128.store(to + (<usize>i << 2), i32x4.shl(i32x4.extend_high_i16x8_u(x), 16), 16);
  }
}
