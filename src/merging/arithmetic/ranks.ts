import { magnitudeBits } from './magnitude-cut.js';

/** Distinct steps of magnitude: 64 per octave over the 16 octaves below the row's largest. */
export const RANK_BINS = 1024;
/** Bits of a float32 below a step. */
export const RANK_SHIFT = 17;

/**
 * The rank of every element of a row by rising magnitude, 0 for the smallest. Magnitudes are distinguished to 1.6 %, down
 * to 2^-16 of the row's largest; elements of the same step are ranked by index. The error of a rank is at most the number
 * of elements in a step, and ranks only set a probability. No sorting is needed.
 */
export function magnitudeRanks(values: Float32Array): Uint32Array {
  const steps = Uint32Array.from(values, (value) => magnitudeBits(value) >>> RANK_SHIFT);
  const lowest = steps.reduce((a, b) => Math.max(a, b), 0) - (RANK_BINS - 1);
  const bins = steps.map((step) => Math.max(0, step - lowest));
  const next = new Uint32Array(RANK_BINS + 1);
  for (const bin of bins) next[bin + 1]!++;
  for (let bin = 0; bin < RANK_BINS; bin++) next[bin + 1]! += next[bin]!;
  return bins.map((bin) => next[bin]!++);
}
