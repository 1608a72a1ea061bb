import { CONSTANTS } from './memory-layout';

/** Eight values as float32: of bfloat16 the even lanes and the odd ones, of float32 the first four and the last. */
@inline
export function value0<T>(at: usize): v128 {
  return sizeof<T>() == 2 ? i32x4.shl(v128.load(at), 16) : v128.load(at);
}

@inline
export function value1<T>(at: usize): v128 {
  return sizeof<T>() == 2 ? v128.and(v128.load(at), v128.load(CONSTANTS, 48)) : v128.load(at, 16);
}

/** Eight deltas as float32, laid out alike. */
@inline
export function delta0<T>(base: usize, x: usize): v128 {
  return f32x4.sub(value0<T>(x), value0<T>(base));
}

@inline
export function delta1<T>(base: usize, x: usize): v128 {
  return f32x4.sub(value1<T>(x), value1<T>(base));
}

/** Lanes 0 to 7 of a block's sum in float64: ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)). */
@inline
export function laneSum<T>(a: v128, b: v128): f64 {
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

/** Bits of float32 values rounded to the nearest bfloat16 in their upper halves, ties to even; a NaN stays one. */
@inline
export function roundUpperHalf(bits: v128): v128 {
  const one = v128.load(CONSTANTS, 80);
  const rounded = i32x4.add(i32x4.add(bits, v128.load(CONSTANTS, 64)), v128.and(i32x4.shr_u(bits, 16), one));
  const broken = i32x4.gt_s(v128.and(bits, v128.load(CONSTANTS, 128)), v128.load(CONSTANTS, 160));
  return v128.bitselect(v128.or(bits, v128.load(CONSTANTS, 176)), rounded, broken);
}

/** Writes eight values; they are in even and odd lanes if T is bfloat16, else in order. */
@inline
export function storeEight<T, O>(out: usize, value0: v128, value1: v128): void {
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
