/**
 * The `fraction`-quantile (0..1) of values sorted upwards, linearly interpolated between the two nearest ranks
 * (numpy's default, type 7 of Hyndman and Fan 1996). NaN for an empty list.
 */
export function percentile(sorted: Float64Array, fraction: number): number {
  if (sorted.length === 0) return Number.NaN;
  const rank = fraction * (sorted.length - 1);
  const below = Math.floor(rank);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (rank - below);
}
