import { clusterIndices, clusterSums } from '../metrics/bootstrap.js';
import { bootstrapTotals, type OfTotals, type TwoIntervals } from '../metrics/bootstrap-totals.js';

export interface Resampling {
  readonly resamples: number;
  readonly seed: number;
}

/** Intervals of means over the same items, by name; items of one question are resampled together. */
export function meanIntervals<Name extends string>(
  questions: readonly string[],
  values: Readonly<Record<Name, readonly number[]>>,
  resampling: Resampling,
): Record<Name, TwoIntervals> {
  const names = Object.keys(values) as Name[];
  const { sizes, sums } = clusterSums(
    clusterIndices(questions),
    names.map((name) => values[name]),
  );
  const figures = Object.fromEntries(
    names.map((name, i) => [name, (totals: Float64Array) => (totals[i + 1] as number) / (totals[0] as number)]),
  ) as Record<Name, OfTotals>;
  return bootstrapTotals({ columns: [sizes, ...sums], figures, ...resampling });
}
