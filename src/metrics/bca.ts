import { normalCdf, normalQuantile } from './normal.js';
import { percentile } from './percentile.js';

/** The two constants by which BCa shifts the percentiles. */
export interface BcaTerms {
  /** z0: how far the estimate is from the median of the resamples, in standard deviations of a normal distribution. */
  readonly bias: number;
  /** a: how fast the standard error changes with the true value, from the jackknife's skewness. */
  readonly acceleration: number;
}

/**
 * Bias and acceleration of the BCa bootstrap (Efron 1987; Efron and Tibshirani 1993, 14.10 and 14.15), as
 * `scipy.stats.bootstrap` takes them: resamples equal to the estimate count half.
 *
 * Where SciPy returns NaN this returns a number: without variation acceleration is 0, and for an estimate outside all
 * resamples half a resample is counted beyond it.
 *
 * @param jackknife the statistic without each cluster in turn; fewer than two give acceleration 0
 */
export function bcaTerms(estimate: number, resampled: ArrayLike<number>, jackknife: ArrayLike<number>): BcaTerms {
  const count = resampled.length;
  let rank = 0;
  for (let i = 0; i < count; i++) rank += resampled[i]! < estimate ? 1 : resampled[i] === estimate ? 0.5 : 0;
  const share = Math.min(1 - 0.5 / count, Math.max(0.5 / count, rank / count));
  return { bias: normalQuantile(share), acceleration: acceleration(jackknife) };
}

/**
 * [low, high] of the BCa interval.
 *
 * @param sorted the resampled statistic, upwards
 * @param level share of the sampling distribution inside, such as 0.95
 */
export function bcaInterval(sorted: Float64Array, { bias, acceleration }: BcaTerms, level: number): [number, number] {
  const end = (share: number) => {
    const shifted = bias + normalQuantile(share);
    return percentile(sorted, normalCdf(bias + shifted / (1 - acceleration * shifted)));
  };
  return [end((1 - level) / 2), end((1 + level) / 2)];
}

function acceleration(jackknife: ArrayLike<number>): number {
  const count = jackknife.length;
  if (count < 2) return 0;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += jackknife[i]!;
  const mean = sum / count;
  let squares = 0;
  let cubes = 0;
  for (let i = 0; i < count; i++) {
    const off = mean - jackknife[i]!;
    squares += off * off;
    cubes += off * off * off;
  }
  // Values that differ only by rounding count as equal: their skewness would be noise.
  const rounding = count * (1e-14 * Math.max(Math.abs(mean), 1e-300)) ** 2;
  return squares <= rounding ? 0 : cubes / (6 * squares ** 1.5);
}
