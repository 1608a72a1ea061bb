import { CONSTANTS, PARAMETERS, PER_MODEL } from './memory-layout';
import { storeEight, value0, value1 } from './lanes';

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
      sum0 = fusedAdd(sum0, value0<T>(x), c);
      sum1 = fusedAdd(sum1, value1<T>(x), c);
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

/**
 * As `combineBFloat16` for coefficients whose products with bfloat16 are exact in float32: multiples of 2^-16 of at most 1.
 * `factor` multiplies at the end: 1 / divisor for a power of two, which is exact too.
 */
export function combineExact(inputs: usize, stride: usize, out: usize, count: i32, inputCount: i32, divisor: f32, factor: f32): void {
  const odd = v128.load(CONSTANTS, 48);
  const by = f32x4.splat(divisor);
  const times = f32x4.splat(factor);
  const divides = divisor != 1;
  const models = <usize>inputCount * stride;
  for (const end = inputs + (<usize>count << 1); inputs < end; inputs += 16, out += 16) {
    const x = v128.load(inputs);
    const c = v128.load(PARAMETERS);
    let sum0 = f32x4.add(i32x4.splat(0), f32x4.mul(i32x4.shl(x, 16), c));
    let sum1 = f32x4.add(i32x4.splat(0), f32x4.mul(v128.and(x, odd), c));
    let parameters = PARAMETERS + PER_MODEL;
    for (let at = inputs + stride, last = inputs + models; at < last; at += stride, parameters += PER_MODEL) {
      const y = v128.load(at);
      const d = v128.load(parameters);
      sum0 = f32x4.add(sum0, f32x4.mul(i32x4.shl(y, 16), d));
      sum1 = f32x4.add(sum1, f32x4.mul(v128.and(y, odd), d));
    }
    if (divides) {
      sum0 = f32x4.div(sum0, by);
      sum1 = f32x4.div(sum1, by);
    }
    storeEight<u16, u16>(out, f32x4.mul(sum0, times), f32x4.mul(sum1, times));
  }
}
