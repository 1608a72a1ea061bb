import jstat from 'jstat';

/** The standard normal distribution function, to 2e-16 absolutely; exactly 0 and 1 at the infinities. */
export function normalCdf(z: number): number {
  if (z === Number.NEGATIVE_INFINITY) return 0;
  if (z === Number.POSITIVE_INFINITY) return 1;
  return jstat.normal.cdf(z, 0, 1);
}

/** The value below which `share` (0 to 1, exclusive) of a standard normal distribution lies; to 1e-12 from 1e-6 on. */
export function normalQuantile(share: number): number {
  return jstat.normal.inv(share, 0, 1);
}
