import { clusterDraw, clusterSums, resampledMeans } from '../../metrics/bootstrap.js';
import { percentile } from '../../metrics/percentile.js';

/**
 * mean(numerator) / mean(denominator) over the same pairs, with the 95 % percentile interval of a bootstrap that resamples
 * whole clusters, both means from one resample. Null where the denominator's mean is 0. Resamples in which it is 0 say
 * nothing and are left out; if they are more than one in twenty, there is too little to share and the ends are null.
 */
export function ratioInterval(options: {
  readonly clusters: ArrayLike<number>;
  readonly numerator: ArrayLike<number>;
  readonly denominator: ArrayLike<number>;
  readonly resamples: number;
  readonly seed: number;
}): { readonly estimate: number; readonly low: number | null; readonly high: number | null } | null {
  const { clusters, numerator, denominator, resamples, seed } = options;
  const { sizes, sums } = clusterSums(clusters, [numerator, denominator]);
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const [above, below] = sums.map(total) as [number, number];
  if (below === 0) return null;
  const draw = clusterDraw(seed, sizes.length);
  const [tops, bottoms] = resampledMeans({ sizes, sums, resamples, draw }) as [Float64Array, Float64Array];
  const ratios = tops.map((top, i) => top / bottoms[i]!).filter((_, i) => bottoms[i] !== 0);
  const estimate = above / below;
  if (ratios.length < 0.95 * resamples) return { estimate, low: null, high: null };
  ratios.sort();
  return { estimate, low: percentile(ratios, 0.025), high: percentile(ratios, 0.975) };
}
