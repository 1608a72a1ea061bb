import { BLOCK, BLOCK_BYTES, CONSTANTS, MAX_MODELS, PARAMETERS, PER_MODEL } from './memory-layout';
import { delta0, delta1, storeEight, value0, value1 } from './lanes';

/**
 * How deltas are summed: all; those that agree with the elected sign; these divided by their weights; or an election by
 * unweighted deltas.
 */
const ADD: i32 = 0;
const ELECT_NORMALIZED: i32 = 2;
const ELECT_UNWEIGHTED: i32 = 3;

const SUMS: usize = memory.data(BLOCK_BYTES, 16);
const DELTAS: usize = memory.data(MAX_MODELS * BLOCK_BYTES, 16);

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
function finish(base: v128, total: v128, sign: v128, elected: v128): v128 {
  const changed = v128.and(f32x4.ne(total, i32x4.splat(0)), elected);
  return v128.bitselect(f32x4.add(base, v128.xor(total, sign)), base, changed);
}

@inline
function addElected<T, O>(base: usize, out: usize, count: i32, modelCount: i32, mode: i32, lambda: v128): void {
  const zero = i32x4.splat(0);
  const signBit = v128.load(CONSTANTS, 32);
  const ones = v128.load(CONSTANTS, 144);
  const all = i32x4.splat(-1);
  const normalize = mode == ELECT_NORMALIZED;
  const unweighted = mode == ELECT_UNWEIGHTED;
  const end = base + <usize>count * sizeof<T>();
  const parametersEnd = PARAMETERS + <usize>modelCount * PER_MODEL;
  let deltas = DELTAS;
  for (let sums = SUMS; base < end; sums += 32) {
    const sum0 = v128.load(sums);
    const sum1 = v128.load(sums, 16);
    const sign0 = v128.and(f32x4.lt(sum0, zero), signBit);
    const sign1 = v128.and(f32x4.lt(sum1, zero), signBit);
    // Where unweighted deltas cancel out, no sign is elected; a weighted sum of zero counts as positive.
    const elected0 = unweighted ? f32x4.ne(sum0, zero) : all;
    const elected1 = unweighted ? f32x4.ne(sum1, zero) : all;
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
      const factor = unweighted ? v128.load(model) : ones;
      total0 = f32x4.add(total0, f32x4.mul(factor, f32x4.pmax(flipped0, zero)));
      total1 = f32x4.add(total1, f32x4.mul(factor, f32x4.pmax(flipped1, zero)));
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
    total0 = f32x4.mul(total0, lambda);
    total1 = f32x4.mul(total1, lambda);
    storeEight<T, O>(out, finish(value0<T>(base), total0, sign0, elected0), finish(value1<T>(base), total1, sign1, elected1));
    base += 8 * sizeof<T>();
    out += 8 * sizeof<O>();
    deltas += 32;
  }
}

/** Without an election the sums are the totals. */
@inline
function addAll<T, O>(base: usize, out: usize, count: i32, divides: bool, divisor: v128, lambda: v128): void {
  const zero = i32x4.splat(0);
  const all = i32x4.splat(-1);
  const end = base + <usize>count * sizeof<T>();
  for (let sums = SUMS; base < end; sums += 32) {
    let total0 = v128.load(sums);
    let total1 = v128.load(sums, 16);
    v128.store(sums, zero);
    v128.store(sums, zero, 16);
    if (divides) {
      total0 = f32x4.div(total0, divisor);
      total1 = f32x4.div(total1, divisor);
    }
    total0 = f32x4.mul(total0, lambda);
    total1 = f32x4.mul(total1, lambda);
    storeEight<T, O>(out, finish(value0<T>(base), total0, zero, all), finish(value1<T>(base), total1, zero, all));
    base += 8 * sizeof<T>();
    out += 8 * sizeof<O>();
  }
}

@inline
function mergeDeltas<T, O>(
  base: usize, models: usize, stride: usize, out: usize, count: i32, modelCount: i32, mode: i32,
  divisor: f32, lambda: f32,
): void {
  const factor = f32x4.splat(lambda);
  for (let done = 0; done < count; done += BLOCK) {
    const elements = min(BLOCK, count - done);
    const at = <usize>done * sizeof<T>();
    for (let k = 0; k < modelCount; k++) {
      const weight = mode == ELECT_UNWEIGHTED ? v128.load(CONSTANTS, 144) : v128.load(PARAMETERS + <usize>k * PER_MODEL);
      weightedDeltas<T>(base + at, models + <usize>k * stride + at, elements, weight, DELTAS + <usize>k * BLOCK_BYTES);
    }
    const to = out + <usize>done * sizeof<O>();
    if (mode == ADD) addAll<T, O>(base + at, to, elements, divisor != 1, f32x4.splat(divisor), factor);
    else addElected<T, O>(base + at, to, elements, modelCount, mode, factor);
  }
}

/**
 * base + lambda * the sum of the weighted deltas of `count` elements, a multiple of 8, summed as `mode` says and divided by
 * `divisor` where all are. The models' chunks lie `stride` bytes apart from `models` on. `out` may be `base`. Named by what
 * is read and what is written.
 */
export function mergeBFloat16(
  base: usize, models: usize, stride: usize, out: usize, count: i32, modelCount: i32, mode: i32,
  divisor: f32, lambda: f32,
): void {
  mergeDeltas<u16, u16>(base, models, stride, out, count, modelCount, mode, divisor, lambda);
}
export function mergeFloat32(
  base: usize, models: usize, stride: usize, out: usize, count: i32, modelCount: i32, mode: i32,
  divisor: f32, lambda: f32,
): void {
  mergeDeltas<f32, f32>(base, models, stride, out, count, modelCount, mode, divisor, lambda);
}
export function mergeFloat32ToBFloat16(
  base: usize, models: usize, stride: usize, out: usize, count: i32, modelCount: i32, mode: i32,
  divisor: f32, lambda: f32,
): void {
  mergeDeltas<f32, u16>(base, models, stride, out, count, modelCount, mode, divisor, lambda);
}
