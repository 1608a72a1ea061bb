// DARE-TIES over one chunk (AssemblyScript, WebAssembly SIMD), with the arithmetic of ../../reference.ts, operation for
// operation. A chunk is taken in blocks that fit the first-level cache, a block in two passes: subtract, then add what
// agrees. In one pass, the chain from the first load to the store is too long for the processor to overlap steps.
//
// bfloat16 is taken apart into even and odd lanes, which needs a shift and a mask instead of shuffles. Constants are
// loaded from memory because V8 rebuilds inline vector literals at every use.

const CONSTANTS: usize = memory.data<u32>([
  0x7feb352d, 0x7feb352d, 0x7feb352d, 0x7feb352d, // first multiplier of the mask hash
  0x846ca68b, 0x846ca68b, 0x846ca68b, 0x846ca68b, // second multiplier
  0x80000000, 0x80000000, 0x80000000, 0x80000000, // sign bit
  0xffff0000, 0xffff0000, 0xffff0000, 0xffff0000, // the odd bfloat16 lanes
  0x00007fff, 0x00007fff, 0x00007fff, 0x00007fff, // rounding to bfloat16
  1, 1, 1, 1,
  0, 1, 2, 3,
  4, 4, 4, 4,
], 16);

/** Models that there is room for. */
const MAX_MODELS: i32 = 8;
/** Bytes of parameters per model: two words of the mask key and the weight, each in all four lanes. */
const PER_MODEL: i32 = 48;
const PARAMETERS: usize = memory.data(MAX_MODELS * PER_MODEL, 16);

/** Elements of a block. */
const BLOCK: i32 = 256;
/** Bytes of a block as float32. */
const BLOCK_BYTES: i32 = BLOCK * 4;
/** The sum of the models' deltas, zero between blocks. */
const SUMS: usize = memory.data(BLOCK_BYTES, 16);
/** The deltas of each model. */
const DELTAS: usize = memory.data(MAX_MODELS * BLOCK_BYTES, 16);

/** Where the host writes the parameters: PER_MODEL bytes for each of at most MAX_MODELS models. */
export function parameters(): usize {
  return PARAMETERS;
}

/**
 * All ones in those of eight 16-bit lanes whose element is kept. A pair of elements shares a hash: its lower half
 * decides on the even element, its upper half on the odd one.
 */
@inline
function keptLanes(
  pair: v128, key1: v128, key2: v128, threshold: v128, multiplier1: v128, multiplier2: v128,
): v128 {
  let h = v128.xor(pair, key1);
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), multiplier1);
  h = v128.xor(v128.xor(h, i32x4.shr_u(h, 15)), key2);
  h = i32x4.mul(h, multiplier2);
  return i16x8.ge_u(v128.xor(h, i32x4.shr_u(h, 16)), threshold);
}

/** base + total, but base itself where no sign was elected or nothing agrees, so that -0 stays -0. */
@inline
function addTotal(base: v128, total: v128, sum: v128, sign: v128, zero: v128): v128 {
  const changed = v128.and(f32x4.ne(sum, zero), f32x4.ne(total, zero));
  return v128.bitselect(f32x4.add(base, v128.xor(total, sign)), base, changed);
}

/** Bits of float32 values, rounded to the nearest bfloat16 in their upper halves, ties to even. */
@inline
function roundUpperHalf(bits: v128, one: v128, bias: v128): v128 {
  return i32x4.add(i32x4.add(bits, bias), v128.and(i32x4.shr_u(bits, 16), one));
}

/** First pass: a model's deltas, and their sums over the models so far. T is u16 for bfloat16 and f32 for float32. */
@inline
function subtract<T>(base: usize, source: usize, count: i32, pair: v128, model: usize, deltas: usize, threshold: v128): void {
  const bfloat16 = sizeof<T>() == 2;
  const multiplier1 = v128.load(CONSTANTS);
  const multiplier2 = v128.load(CONSTANTS, 16);
  const odd = v128.load(CONSTANTS, 48);
  const four = v128.load(CONSTANTS, 112);
  const key1 = v128.load(model);
  const key2 = v128.load(model, 16);
  const end = base + <usize>count * sizeof<T>();
  for (let sums = SUMS; base < end; sums += 32) {
    // A dropped element takes the base's own value, so that its delta is 0.
    const kept = keptLanes(pair, key1, key2, threshold, multiplier1, multiplier2);
    const b = v128.load(base);
    const x = v128.bitselect(v128.load(source), b, bfloat16 ? kept : i32x4.extend_low_i16x8_s(kept));
    let delta0: v128;
    let delta1: v128;
    if (bfloat16) {
      delta0 = f32x4.sub(i32x4.shl(x, 16), i32x4.shl(b, 16));
      delta1 = f32x4.sub(v128.and(x, odd), v128.and(b, odd));
    } else {
      const c = v128.load(base, 16);
      delta0 = f32x4.sub(x, b);
      delta1 = f32x4.sub(v128.bitselect(v128.load(source, 16), c, i32x4.extend_high_i16x8_s(kept)), c);
    }
    v128.store(deltas, delta0);
    v128.store(deltas, delta1, 16);
    v128.store(sums, f32x4.add(v128.load(sums), delta0));
    v128.store(sums, f32x4.add(v128.load(sums, 16), delta1), 16);
    pair = i32x4.add(pair, four);
    base += 8 * sizeof<T>();
    source += 8 * sizeof<T>();
    deltas += 32;
  }
}

/** Second pass: elects signs, adds up the weighted deltas that agree, and writes the block. Leaves the sums at zero. */
@inline
function addAgreeing<T>(base: usize, out: usize, count: i32, modelCount: i32): void {
  const bfloat16 = sizeof<T>() == 2;
  const zero = i32x4.splat(0);
  const signBit = v128.load(CONSTANTS, 32);
  const odd = v128.load(CONSTANTS, 48);
  const bias = v128.load(CONSTANTS, 64);
  const one = v128.load(CONSTANTS, 80);
  const end = base + <usize>count * sizeof<T>();
  const parametersEnd = PARAMETERS + <usize>modelCount * PER_MODEL;
  let deltas = DELTAS;
  for (let sums = SUMS; base < end; sums += 32) {
    const sum0 = v128.load(sums);
    const sum1 = v128.load(sums, 16);
    v128.store(sums, zero);
    v128.store(sums, zero, 16);
    const sign0 = v128.and(sum0, signBit);
    const sign1 = v128.and(sum1, signBit);
    let total0 = zero;
    let total1 = zero;
    let delta = deltas;
    for (let model = PARAMETERS; model < parametersEnd; model += PER_MODEL) {
      // Flipped by the elected sign, deltas that agree are positive; pmax in this order lets a NaN through.
      const weight = v128.load(model, 32);
      const agreed0 = f32x4.pmax(v128.xor(v128.load(delta), sign0), zero);
      const agreed1 = f32x4.pmax(v128.xor(v128.load(delta, 16), sign1), zero);
      total0 = f32x4.add(total0, f32x4.mul(weight, agreed0));
      total1 = f32x4.add(total1, f32x4.mul(weight, agreed1));
      delta += BLOCK_BYTES;
    }
    const b = v128.load(base);
    if (bfloat16) {
      const merged0 = addTotal(i32x4.shl(b, 16), total0, sum0, sign0, zero);
      const merged1 = addTotal(v128.and(b, odd), total1, sum1, sign1, zero);
      const even = i32x4.shr_u(roundUpperHalf(merged0, one, bias), 16);
      v128.store(out, v128.or(even, v128.and(roundUpperHalf(merged1, one, bias), odd)));
    } else {
      v128.store(out, addTotal(b, total0, sum0, sign0, zero));
      v128.store(out, addTotal(v128.load(base, 16), total1, sum1, sign1, zero), 16);
    }
    base += 8 * sizeof<T>();
    out += 8 * sizeof<T>();
    deltas += 32;
  }
}

@inline
function merge<T>(
  base: usize, models: usize, stride: usize, out: usize,
  count: i32, modelCount: i32, first: u32, dropThreshold: u32,
): void {
  const threshold = i16x8.splat(<i16>dropThreshold);
  const lanes = v128.load(CONSTANTS, 96);
  for (let done = 0; done < count; done += BLOCK) {
    const elements = min(BLOCK, count - done);
    const at = <usize>done * sizeof<T>();
    const pair = i32x4.add(i32x4.splat(<i32>((first + <u32>done) >> 1)), lanes);
    for (let k = 0; k < modelCount; k++) {
      const model = PARAMETERS + <usize>k * PER_MODEL;
      const deltas = DELTAS + <usize>k * BLOCK_BYTES;
      subtract<T>(base + at, models + <usize>k * stride + at, elements, pair, model, deltas, threshold);
    }
    addAgreeing<T>(base + at, out + at, elements, modelCount);
  }
}

/**
 * Merges `count` elements (a multiple of 8) of bfloat16. The models' chunks lie `stride` bytes apart from `models` on;
 * `first`, the index of the first element in its tensor, is even; every address is a multiple of 16. `out` may be
 * `base`. Elements whose 16-bit mask word is below `dropThreshold` are dropped.
 */
export function mergeBFloat16(
  base: usize, models: usize, stride: usize, out: usize,
  count: i32, modelCount: i32, first: u32, dropThreshold: u32,
): void {
  merge<u16>(base, models, stride, out, count, modelCount, first, dropThreshold);
}

/** As `mergeBFloat16`, for float32. */
export function mergeFloat32(
  base: usize, models: usize, stride: usize, out: usize,
  count: i32, modelCount: i32, first: u32, dropThreshold: u32,
): void {
  merge<f32>(base, models, stride, out, count, modelCount, first, dropThreshold);
}
