import { lanesOf } from './mask-bits';
import { CONSTANTS, PARAMETERS, PER_MODEL, THRESHOLDS } from './memory-layout';

// The merge of one to four bfloat16 models with everything of a step in registers, trimming by magnitude included.
// AssemblyScript's generics know types only, so types stand for numbers here, read off with `alignof`: u8 for 0, u16 for
// 1, u32 for 2, u64 for 3. N: models less one. M: what is summed (`ADD` and so on). R: what is kept of a model: all,
// what is above one cut of magnitude, between two, or what a bit per element says.

/** All deltas are summed. */
const ADD: usize = 0;
/** A sign is elected by the weighted deltas, and only what agrees is summed. */
const ELECT: usize = 1;
/** And the sum divided by the weights of what agrees. */
const ELECT_NORMALIZED: usize = 2;
/** The sign is elected by the deltas without their weights. */
const ELECT_UNWEIGHTED: usize = 3;

const BITS: usize = 3;

/** Delta of four elements, zero where its magnitude is not above the first cut, or above the second. */
@inline
function delta<M, R>(x: v128, b: v128, k: usize): v128 {
  let d = f32x4.sub(x, b);
  if (alignof<R>() == 1 || alignof<R>() == 2) {
    const size = v128.and(d, v128.load(CONSTANTS, 128));
    d = v128.and(d, i32x4.gt_s(size, v128.load(THRESHOLDS + k * 32)));
    if (alignof<R>() > 1) d = v128.andnot(d, i32x4.gt_s(size, v128.load(THRESHOLDS + k * 32, 16)));
  }
  return alignof<M>() == ELECT_UNWEIGHTED ? d : f32x4.mul(d, v128.load(PARAMETERS + k * PER_MODEL));
}

/** What a delta adds to the sum: itself where it agrees, that is, is positive once flipped; a NaN passes pmax. */
@inline
function agreeing<M>(flipped: v128, k: usize): v128 {
  const agreed = f32x4.pmax(flipped, i32x4.splat(0));
  return alignof<M>() == ELECT_UNWEIGHTED ? f32x4.mul(v128.load(PARAMETERS + k * PER_MODEL), agreed) : agreed;
}

@inline
function agreeingWeight(flipped: v128, k: usize): v128 {
  return v128.and(v128.load(PARAMETERS + k * PER_MODEL, 16), f32x4.gt(flipped, i32x4.splat(0)));
}

/** Four elements; `b` and the models as float32. */
@inline
function mergeFour<N, M, R>(b: v128, x0: v128, x1: v128, x2: v128, x3: v128, by: v128, divides: bool, lambda: v128): v128 {
  const zero = i32x4.splat(0);
  let d0 = delta<M, R>(x0, b, 0);
  let d1 = zero;
  let d2 = zero;
  let d3 = zero;
  let sum = d0;
  if (alignof<N>() > 0) {
    d1 = delta<M, R>(x1, b, 1);
    sum = f32x4.add(sum, d1);
  }
  if (alignof<N>() > 1) {
    d2 = delta<M, R>(x2, b, 2);
    sum = f32x4.add(sum, d2);
  }
  if (alignof<N>() > 2) {
    d3 = delta<M, R>(x3, b, 3);
    sum = f32x4.add(sum, d3);
  }
  let total = sum;
  let sign = zero;
  if (alignof<M>() != ADD) {
    sign = v128.and(f32x4.lt(sum, zero), v128.load(CONSTANTS, 32));
    d0 = v128.xor(d0, sign);
    total = agreeing<M>(d0, 0);
    if (alignof<N>() > 0) {
      d1 = v128.xor(d1, sign);
      total = f32x4.add(total, agreeing<M>(d1, 1));
    }
    if (alignof<N>() > 1) {
      d2 = v128.xor(d2, sign);
      total = f32x4.add(total, agreeing<M>(d2, 2));
    }
    if (alignof<N>() > 2) {
      d3 = v128.xor(d3, sign);
      total = f32x4.add(total, agreeing<M>(d3, 3));
    }
  }
  if (alignof<M>() == ELECT_NORMALIZED) {
    let divisor = agreeingWeight(d0, 0);
    if (alignof<N>() > 0) divisor = f32x4.add(divisor, agreeingWeight(d1, 1));
    if (alignof<N>() > 1) divisor = f32x4.add(divisor, agreeingWeight(d2, 2));
    if (alignof<N>() > 2) divisor = f32x4.add(divisor, agreeingWeight(d3, 3));
    total = f32x4.div(total, v128.bitselect(v128.load(CONSTANTS, 144), divisor, f32x4.eq(divisor, zero)));
  } else if (alignof<M>() == ADD) {
    if (divides) total = f32x4.div(total, by);
  }
  total = f32x4.mul(total, lambda);
  // An element that no delta changes keeps the base's value, a negative zero included. So does, in an unweighted election, one without an elected sign.
  let changed = f32x4.ne(total, zero);
  if (alignof<M>() == ELECT_UNWEIGHTED) changed = v128.and(changed, f32x4.ne(sum, zero));
  return v128.bitselect(f32x4.add(b, v128.xor(total, sign)), b, changed);
}

/**
 * Rounded to the nearest bfloat16 in the upper halves, ties to even. Values that come of bfloat16 alone need no care for
 * NaN: theirs have zeros in the lower half, which rounding does not carry out of.
 */
@inline
function rounded(bits: v128): v128 {
  const even = v128.and(i32x4.shr_u(bits, 16), v128.load(CONSTANTS, 80));
  return i32x4.add(i32x4.add(bits, v128.load(CONSTANTS, 64)), even);
}

/** A model's eight elements, those that its bits drop replaced by the base's. */
@inline
function kept<R>(x: usize, b: v128, k: usize, step: usize): v128 {
  if (alignof<R>() != BITS) return v128.load(x);
  return v128.bitselect(v128.load(x), b, lanesOf(load<u8>(<usize>load<u32>(THRESHOLDS + k * 32) + step)));
}

@inline
function merge<N, M, R>(base: usize, models: usize, stride: usize, out: usize, count: i32, divisor: f32, lambda: f32): void {
  const by = f32x4.splat(divisor);
  const divides = divisor != 1;
  const factor = f32x4.splat(lambda);
  const odd = v128.load(CONSTANTS, 48);
  const end = base + <usize>(count << 1);
  const models1 = alignof<N>() > 0 ? models + stride : models;
  const models2 = alignof<N>() > 1 ? models1 + stride : models;
  const models3 = alignof<N>() > 2 ? models2 + stride : models;
  const distance0 = models - base;
  const distance1 = models1 - base;
  const distance2 = models2 - base;
  const distance3 = models3 - base;
  const distanceOut = out - base;
  let step: usize = 0;
  for (; base < end; base += 16) {
    const b = v128.load(base);
    const x0 = kept<R>(base + distance0, b, 0, step);
    const x1 = alignof<N>() > 0 ? kept<R>(base + distance1, b, 1, step) : x0;
    const x2 = alignof<N>() > 1 ? kept<R>(base + distance2, b, 2, step) : x0;
    const x3 = alignof<N>() > 2 ? kept<R>(base + distance3, b, 3, step) : x0;
    if (alignof<R>() == BITS) step++;
    const merged0 = mergeFour<N, M, R>(
      i32x4.shl(b, 16), i32x4.shl(x0, 16), i32x4.shl(x1, 16), i32x4.shl(x2, 16), i32x4.shl(x3, 16), by, divides, factor,
    );
    const merged1 = mergeFour<N, M, R>(
      v128.and(b, odd), v128.and(x0, odd), v128.and(x1, odd), v128.and(x2, odd), v128.and(x3, odd), by, divides, factor,
    );
    v128.store(base + distanceOut, v128.or(i32x4.shr_u(rounded(merged0), 16), v128.and(rounded(merged1), odd)));
  }
}

// Functions of their own, so that each is compiled when it is first called.

function mergeAs<N, M, R>(base: usize, models: usize, stride: usize, out: usize, count: i32, divisor: f32, lambda: f32): void {
  merge<N, M, R>(base, models, stride, out, count, divisor, lambda);
}

@inline
function byCuts<N, M>(base: usize, models: usize, stride: usize, out: usize, count: i32, cuts: i32, divisor: f32, lambda: f32): void {
  if (cuts == 0) mergeAs<N, M, u8>(base, models, stride, out, count, divisor, lambda);
  else if (cuts == 1) mergeAs<N, M, u16>(base, models, stride, out, count, divisor, lambda);
  else if (cuts == 2) mergeAs<N, M, u32>(base, models, stride, out, count, divisor, lambda);
  else mergeAs<N, M, u64>(base, models, stride, out, count, divisor, lambda);
}

@inline
function byMode<N>(base: usize, models: usize, stride: usize, out: usize, count: i32, mode: i32, cuts: i32, divisor: f32, lambda: f32): void {
  if (mode == 0) byCuts<N, u8>(base, models, stride, out, count, cuts, divisor, lambda);
  else if (mode == 1) byCuts<N, u16>(base, models, stride, out, count, cuts, divisor, lambda);
  else if (mode == 2) byCuts<N, u32>(base, models, stride, out, count, cuts, divisor, lambda);
  else mergeAs<N, u64, u8>(base, models, stride, out, count, divisor, lambda);
}

/**
 * Merges `count` elements (a multiple of 8) of one to four bfloat16 models whose chunks lie `stride` bytes apart from
 * `models` on; `out` may be `base`.
 *
 * @param mode ADD 0, ELECT 1, ELECT_NORMALIZED 2, ELECT_UNWEIGHTED 3
 * @param cuts of magnitude per model, 0 to 2, in the thresholds, or 3 for bits at the addresses there; 0 with mode 3
 * @param divisor with mode 0: what the sum is divided by
 */
export function mergeUnrolled(
  base: usize, models: usize, stride: usize, out: usize, count: i32, modelCount: i32, mode: i32, cuts: i32,
  divisor: f32, lambda: f32,
): void {
  if (modelCount == 1) byMode<u8>(base, models, stride, out, count, mode, cuts, divisor, lambda);
  else if (modelCount == 2) byMode<u16>(base, models, stride, out, count, mode, cuts, divisor, lambda);
  else if (modelCount == 3) byMode<u32>(base, models, stride, out, count, mode, cuts, divisor, lambda);
  else byMode<u64>(base, models, stride, out, count, mode, cuts, divisor, lambda);
}
