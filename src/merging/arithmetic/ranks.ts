import { magnitudeBits } from './magnitude-cut.js';

/** Steps of magnitude that are told apart: 64 an octave over the 16 octaves below the row's largest. */
export const RANK_BINS = 1024;
/** Bits of a float32 below a step. */
export const RANK_SHIFT = 17;

/**
 * The rank of every element of a row by rising magnitude, 0 for the smallest. Magnitudes are told apart to 1.6 %, and down
 * to 2^-16 of the row's largest; what is equal by that is ranked in order. A rank is off by at most the elements within a
 * step, of which it decides nothing but a probability, and it needs no sorting.
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
