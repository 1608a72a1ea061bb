/**
 * Sums of magnitudes as the kernels form them, so that neither chunks nor the vector width can change a bit: float32 in
 * eight lanes (element i goes to lane i mod 8) over a block of 256 elements, blocks added up in float64.
 */
export const SUM_BLOCK = 256;

/** Adds to `total` the sum of |values[i]| over those kept; `values` begin at a multiple of a block. */
export function addMagnitudes(total: number, values: Float32Array, kept?: Uint8Array): number {
  const lanes = new Float32Array(8);
  for (let block = 0; block < values.length; block += SUM_BLOCK) {
    const end = Math.min(block + SUM_BLOCK, values.length);
    lanes.fill(0);
    for (let i = block; i < end; i++) {
      if (kept === undefined || kept[i] === 1) lanes[i & 7]! += Math.abs(values[i]!);
    }
    const [a, b, c, d, e, f, g, h] = lanes as unknown as number[];
    total += a! + b! + (c! + d!) + (e! + f! + (g! + h!));
  }
  return total;
}

/** Norms below this are not rescaled, to avoid dividing by zero. */
const SMALL = 1e-7;

/** Factor that restores the L1 norm of a sparsified delta, as float32; 1 for norms near zero. */
export function rescaleFactor(before: number, after: number): number {
  return before < SMALL || after < SMALL ? 1 : Math.fround(before / after);
}
