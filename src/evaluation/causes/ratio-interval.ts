import { bcaInterval, bcaTerms } from '../../metrics/bca.js';
import { clusterDraw, clusterSums, resampledMeans } from '../../metrics/bootstrap.js';
import { percentile } from '../../metrics/percentile.js';

/**
 * mean(numerator) / mean(denominator) over the same pairs, with the 95 % intervals of a bootstrap that resamples whole
 * clusters, both means from one resample: by percentiles, and by BCa. Null where the denominator's mean is 0. Resamples in
 * which it is 0 say nothing and are left out; if they are more than one in twenty, there is too little to share and the
 * ends are null. So is BCa where a single cluster makes up the whole denominator.
 */
export function ratioInterval(options: {
  readonly clusters: ArrayLike<number>;
  readonly numerator: ArrayLike<number>;
  readonly denominator: ArrayLike<number>;
  readonly resamples: number;
  readonly seed: number;
}): RatioInterval | null {
  const { clusters, numerator, denominator, resamples, seed } = options;
  const { sizes, sums } = clusterSums(clusters, [numerator, denominator]);
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const [above, below] = sums.map(total) as [number, number];
  if (below === 0) return null;
  const draw = clusterDraw(seed, sizes.length);
  const [tops, bottoms] = resampledMeans({ sizes, sums, resamples, draw }) as [Float64Array, Float64Array];
  const ratios = tops.map((top, i) => top / bottoms[i]!).filter((_, i) => bottoms[i] !== 0);
  const estimate = above / below;
  if (ratios.length < 0.95 * resamples) return { estimate, low: null, high: null, bca: null };
  ratios.sort();
  const [numerators, denominators] = sums as [Float64Array, Float64Array];
  const jackknife = numerators.map((top, cluster) => (above - top) / (below - denominators[cluster]!));
  const bca =
    sizes.length > 1 && jackknife.every(Number.isFinite)
      ? bcaInterval(ratios, bcaTerms(estimate, ratios, jackknife), 0.95)
      : null;
  return { estimate, low: percentile(ratios, 0.025), high: percentile(ratios, 0.975), bca };
}

interface RatioInterval {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly bca: [low: number, high: number] | null;
}
