import { meanIntervals, type Resampling } from '../mean-intervals.js';
import type { Figure } from './causes.js';

/** The mean of at least one value as a figure; values of one question are resampled together. */
export function meanFigure(
  questions: readonly string[],
  values: readonly number[],
  { resamples, seed }: Resampling,
): Figure {
  const { estimate, low, high, bca } = meanIntervals(questions, { values }, { resamples, seed }).values;
  return { value: estimate, low, high, bca, pairs: values.length };
}
