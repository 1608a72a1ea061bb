import { CONSTANTS } from './memory-layout';
import { delta0, delta1 } from './lanes';

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
 * Counts the deltas of `count` elements (a multiple of 8) into u32 bins by the upper 15 bits of their magnitude. Positions
 * after the last element are counted as zero; the host subtracts them.
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
