import { bcaInterval, bcaTerms } from '../../metrics/bca.js';
import { clusterDraw, clusterSums, resampledMeans } from '../../metrics/bootstrap.js';
import { percentile } from '../../metrics/percentile.js';

interface RatioOptions {
  readonly clusters: ArrayLike<number>;
  readonly numerator: ArrayLike<number>;
  readonly denominator: ArrayLike<number>;
  readonly resamples: number;
  readonly seed: number;
}

/** An estimate with the ends of its 95 % intervals; null where there is too little to tell. */
export interface RatioInterval {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly bca: [low: number, high: number] | null;
}

/**
 * mean(numerator) / mean(denominator) over the same pairs, with the 95 % intervals of a bootstrap that resamples whole
 * clusters, both means from one resample: by percentiles, and by BCa. Null where the denominator's mean is 0. Resamples in
 * which it is 0 say nothing and are left out; if they are more than one in twenty, there is too little to share and the
 * ends are null. So is BCa where a single cluster makes up the whole denominator.
 */
export function ratioInterval({ numerator, denominator, ...rest }: RatioOptions): RatioInterval | null {
  return intervalOf({ ...rest, columns: [numerator, denominator] }, ([top, bottom]) => top! / bottom!);
}

/** The ratio of the first less that of the second, both means of both from one resample; else as {@link ratioInterval}. */
export function ratioDifferenceInterval(
  first: RatioOptions,
  second: Pick<RatioOptions, 'numerator' | 'denominator'>,
): RatioInterval | null {
  const columns = [first.numerator, first.denominator, second.numerator, second.denominator];
  return intervalOf({ ...first, columns }, ([a, b, c, d]) => a! / b! - c! / d!);
}

/** `statistic` is not finite where a denominator is 0. */
function intervalOf(
  options: Omit<RatioOptions, 'numerator' | 'denominator'> & { readonly columns: readonly ArrayLike<number>[] },
  statistic: (sums: readonly number[]) => number,
): RatioInterval | null {
  const { clusters, columns, resamples, seed } = options;
  const { sizes, sums } = clusterSums(clusters, columns);
  const totals = sums.map((values) => values.reduce((sum, value) => sum + value, 0));
  const estimate = statistic(totals);
  if (!Number.isFinite(estimate)) return null;
  const means = resampledMeans({ sizes, sums, resamples, draw: clusterDraw(seed, sizes.length) });
  const resampled = Float64Array.from({ length: resamples }, (_, i) => statistic(means.map((values) => values[i]!)));
  const values = resampled.filter(Number.isFinite).sort();
  if (values.length < 0.95 * resamples) return { estimate, low: null, high: null, bca: null };
  const jackknife = Float64Array.from(sizes, (_, cluster) =>
    statistic(totals.map((total, k) => total - sums[k]![cluster]!)),
  );
  const bca =
    sizes.length > 1 && jackknife.every(Number.isFinite)
      ? bcaInterval(values, bcaTerms(estimate, values, jackknife), 0.95)
      : null;
  return { estimate, low: percentile(values, 0.025), high: percentile(values, 0.975), bca };
}
