import { bcaInterval, bcaTerms } from '../../metrics/bca.js';
import { clusterDraw, clusterSums, resampledMeans } from '../../metrics/bootstrap.js';
import type { Figure } from '../../metrics/figure.js';
import { percentile } from '../../metrics/percentile.js';

interface RatioOptions {
  readonly clusters: ArrayLike<number>;
  readonly numerator: ArrayLike<number>;
  readonly denominator: ArrayLike<number>;
  readonly resamples: number;
  readonly seed: number;
}

/**
 * mean(numerator) / mean(denominator) over the same pairs as a figure: the bootstrap resamples whole clusters, both means
 * from one resample. Null if the denominator's mean is 0, overall or in more than one of twenty resamples. Fewer such
 * resamples are left out. BCa is null where a single cluster makes up the whole denominator.
 */
export function ratioFigure({ numerator, denominator, ...rest }: RatioOptions): Figure | null {
  return figureOf({ ...rest, columns: [numerator, denominator] }, ([top, bottom]) => top! / bottom!);
}

/** The first ratio minus the second, with all four means from one resample; else as {@link ratioFigure}. */
export function ratioDifferenceFigure(
  first: RatioOptions,
  second: Pick<RatioOptions, 'numerator' | 'denominator'>,
): Figure | null {
  const columns = [first.numerator, first.denominator, second.numerator, second.denominator];
  return figureOf({ ...first, columns }, ([a, b, c, d]) => a! / b! - c! / d!);
}

/** `statistic` is not finite where a denominator is 0. */
function figureOf(
  options: Omit<RatioOptions, 'numerator' | 'denominator'> & { readonly columns: readonly ArrayLike<number>[] },
  statistic: (sums: readonly number[]) => number,
): Figure | null {
  const { clusters, columns, resamples, seed } = options;
  const { sizes, sums } = clusterSums(clusters, columns);
  const totals = sums.map((values) => values.reduce((sum, value) => sum + value, 0));
  const value = statistic(totals);
  if (!Number.isFinite(value)) return null;
  const means = resampledMeans({ sizes, sums, resamples, draw: clusterDraw(seed, sizes.length) });
  const resampled = Float64Array.from({ length: resamples }, (_, i) => statistic(means.map((values) => values[i]!)));
  const values = resampled.filter(Number.isFinite).sort();
  if (values.length < 0.95 * resamples) return null;
  const jackknife = Float64Array.from(sizes, (_, cluster) =>
    statistic(totals.map((total, k) => total - sums[k]![cluster]!)),
  );
  const bca =
    sizes.length > 1 && jackknife.every(Number.isFinite)
      ? bcaInterval(values, bcaTerms(value, values, jackknife), 0.95)
      : null;
  const behind = { n: clusters.length, questions: sizes.length };
  return { value, low: percentile(values, 0.025), high: percentile(values, 0.975), bca, ...behind };
}
