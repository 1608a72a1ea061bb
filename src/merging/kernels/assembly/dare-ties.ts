// DARE-TIES over one chunk, eight elements a step (AssemblyScript, WebAssembly SIMD). The arithmetic is that of
// ../../reference.ts, operation for operation; the host (../wasm-kernel.ts) owns all memory from `BUFFERS` on.
//
// bfloat16 is taken apart into even and odd lanes, which needs a shift and a mask instead of shuffles. Constants are
// loaded from memory because V8 rebuilds inline vector literals at every use.

const MAX_MODELS: i32 = 8;
/** Bytes of parameters per model: two words of the mask key and the weight, each in all four lanes. */
const PER_MODEL: usize = 48;

// prettier-ignore
const CONSTANTS: usize = memory.data<u32>([
  0x7feb352d, 0x7feb352d, 0x7feb352d, 0x7feb352d, // first multiplier of the mask hash
  0x846ca68b, 0x846ca68b, 0x846ca68b, 0x846ca68b, // second multiplier
  0x80000000, 0x80000000, 0x80000000, 0x80000000, // sign bit
  0xffff0000, 0xffff0000, 0xffff0000, 0xffff0000, // the odd bfloat16 lanes
  0x00007fff, 0x00007fff, 0x00007fff, 0x00007fff, // rounding to bfloat16
  1, 1, 1, 1,
  8, 8, 8, 8,
  0, 2, 4, 6,
  1, 3, 5, 7,
  0, 1, 2, 3,
  4, 5, 6, 7,
], 16);
const PARAMETERS: usize = memory.data(384, 16);
const DELTAS: usize = memory.data(256, 16);

/** Where the host writes the parameters: PER_MODEL bytes for each of at most MAX_MODELS models. */
export function parameters(): usize {
  return PARAMETERS;
}

/** All ones in the lanes whose element is kept: the hash of (key, element index) reaches the drop threshold. */
@inline
function keptLanes(index: v128, model: usize, threshold: v128, multiplier1: v128, multiplier2: v128): v128 {
  let h = v128.xor(index, v128.load(model));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), multiplier1);
  h = v128.xor(v128.xor(h, i32x4.shr_u(h, 15)), v128.load(model, 16));
  h = i32x4.mul(h, multiplier2);
  return i32x4.ge_u(h, threshold);
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

/** T is u16 for bfloat16 and f32 for float32. */
@inline
function merge<T>(
  base: usize, models: usize, stride: usize, out: usize,
  count: i32, modelCount: i32, first: u32, dropThreshold: u32,
): void {
  const bfloat16 = sizeof<T>() == 2;
  const zero = i32x4.splat(0);
  const threshold = i32x4.splat(<i32>dropThreshold);
  const multiplier1 = v128.load(CONSTANTS);
  const multiplier2 = v128.load(CONSTANTS, 16);
  const signBit = v128.load(CONSTANTS, 32);
  const odd = v128.load(CONSTANTS, 48);
  const bias = v128.load(CONSTANTS, 64);
  const one = v128.load(CONSTANTS, 80);
  const eight = v128.load(CONSTANTS, 96);
  let index0 = i32x4.add(i32x4.splat(<i32>first), bfloat16 ? v128.load(CONSTANTS, 112) : v128.load(CONSTANTS, 144));
  let index1 = i32x4.add(i32x4.splat(<i32>first), bfloat16 ? v128.load(CONSTANTS, 128) : v128.load(CONSTANTS, 160));
  const bytes = <usize>count * sizeof<T>();
  const deltasEnd = DELTAS + <usize>modelCount * 32;
  for (let at: usize = 0; at < bytes; at += 8 * sizeof<T>()) {
    const b = v128.load(base + at);
    const base0 = bfloat16 ? i32x4.shl(b, 16) : b;
    const base1 = bfloat16 ? v128.and(b, odd) : v128.load(base + at, 16);
    let sum0 = zero;
    let sum1 = zero;
    let model = PARAMETERS;
    let source = models + at;
    for (let delta = DELTAS; delta < deltasEnd; delta += 32) {
      const x = v128.load(source);
      const x0 = bfloat16 ? i32x4.shl(x, 16) : x;
      const x1 = bfloat16 ? v128.and(x, odd) : v128.load(source, 16);
      const d0 = v128.and(f32x4.sub(x0, base0), keptLanes(index0, model, threshold, multiplier1, multiplier2));
      const d1 = v128.and(f32x4.sub(x1, base1), keptLanes(index1, model, threshold, multiplier1, multiplier2));
      v128.store(delta, d0);
      v128.store(delta, d1, 16);
      sum0 = f32x4.add(sum0, d0);
      sum1 = f32x4.add(sum1, d1);
      model += PER_MODEL;
      source += stride;
    }
    const sign0 = v128.and(sum0, signBit);
    const sign1 = v128.and(sum1, signBit);
    let total0 = zero;
    let total1 = zero;
    model = PARAMETERS;
    for (let delta = DELTAS; delta < deltasEnd; delta += 32) {
      // Flipped by the elected sign, deltas that agree are positive; pmax in this order lets a NaN through.
      const weight = v128.load(model, 32);
      const agreed0 = f32x4.pmax(v128.xor(v128.load(delta), sign0), zero);
      const agreed1 = f32x4.pmax(v128.xor(v128.load(delta, 16), sign1), zero);
      total0 = f32x4.add(total0, f32x4.mul(weight, agreed0));
      total1 = f32x4.add(total1, f32x4.mul(weight, agreed1));
      model += PER_MODEL;
    }
    const merged0 = addTotal(base0, total0, sum0, sign0, zero);
    const merged1 = addTotal(base1, total1, sum1, sign1, zero);
    if (bfloat16) {
      const even = i32x4.shr_u(roundUpperHalf(merged0, one, bias), 16);
      v128.store(out + at, v128.or(even, v128.and(roundUpperHalf(merged1, one, bias), odd)));
    } else {
      v128.store(out + at, merged0);
      v128.store(out + at, merged1, 16);
    }
    index0 = i32x4.add(index0, eight);
    index1 = i32x4.add(index1, eight);
  }
}

/**
 * Merges `count` elements (a multiple of 8) of bfloat16. The models' chunks lie `stride` bytes apart from `models` on;
 * `first` is the index of the first element in its tensor; every address is a multiple of 16. `out` may be `base`.
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
