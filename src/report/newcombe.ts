import type { Estimate } from '../metrics/figure.js';

/** Two-sided 95 % normal quantiles for 1, 2, ... simultaneous intervals: z(1 - 0.025 / k), Bonferroni. */
const QUANTILES = [
  1.9599639845400536, 2.2414027276049464, 2.3939797998185104, 2.4977054744123737, 2.5758293035489, 2.638257273476751,
  2.690109527158866, 2.734368786533176, 2.772921294608662, 2.8070337683438114,
];
/** z for 50 simultaneous intervals, taken for every number above ten. */
const WIDEST = 3.2905267314918945;

/** The normal quantile for `intervals` simultaneous 95 % intervals; above ten it is that of fifty. */
export function bonferroniQuantile(intervals: number): number {
  return QUANTILES[intervals - 1] ?? WIDEST;
}

/** Wilson's score interval of share `p` out of `n` (> 0, may be fractional) at quantile `z`. */
export function wilsonInterval(p: number, n: number, z: number): [number, number] {
  const scale = 1 + (z * z) / n;
  const center = (p + (z * z) / (2 * n)) / scale;
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / scale;
  return [center - half, center + half];
}

/** A share `p` observed on `n` (effective) pairs. */
export interface Share {
  readonly p: number;
  readonly n: number;
}

/**
 * Interval of first.p - second.p for independent shares: the hybrid score interval, method 10 of Newcombe, Statistics
 * in Medicine 17 (1998) 873-890.
 */
export function newcombeInterval(first: Share, second: Share, z: number): { low: number; high: number } {
  const [l1, u1] = wilsonInterval(first.p, first.n, z);
  const [l2, u2] = wilsonInterval(second.p, second.n, z);
  const difference = first.p - second.p;
  return {
    low: difference - Math.hypot(first.p - l1, u2 - second.p),
    high: difference + Math.hypot(u1 - first.p, second.p - l2),
  };
}

/**
 * Kish's design effect, at least 1: the variance that a 95 % interval clustered by question shows, over the variance
 * of as many independent pairs. Dividing a number of pairs by it gives the effective number.
 */
export function designEffect({ value: p, low, high }: Estimate, pairs: number): number {
  const independent = (p * (1 - p)) / pairs;
  if (!(independent > 0)) return 1;
  return Math.max(1, ((high - low) / (2 * QUANTILES[0]!)) ** 2 / independent);
}
