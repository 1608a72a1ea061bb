import { clusterIndices, clusterSums } from './bootstrap.js';
import { bootstrapTotals, type OfTotals } from './bootstrap-totals.js';
import { type Bounds, type Figure, LEVEL, widenPoint } from './figure.js';

/** Settings of intervals. */
export interface Resampling {
  readonly resamples: number;
  readonly seed: number;
}

/**
 * Means over the same items as figures, by name; items of one question are resampled together. The interval of a mean that
 * every question gives alike is widened (`widenPoint`).
 *
 * @param questions of the items, at least one
 * @param bounds of a mean
 */
export function meanFigures<Name extends string>(
  questions: readonly string[],
  values: Readonly<Record<Name, readonly number[]>>,
  { resamples, seed }: Resampling,
  bounds: (name: Name) => Bounds = () => LEVEL,
): Record<Name, Figure> {
  const names = Object.keys(values) as Name[];
  const { sizes, sums } = clusterSums(
    clusterIndices(questions),
    names.map((name) => values[name]),
  );
  const figures = Object.fromEntries(
    names.map((name, i) => [name, (totals: Float64Array) => (totals[i + 1] as number) / (totals[0] as number)]),
  ) as Record<Name, OfTotals>;
  const measured = bootstrapTotals({ columns: [sizes, ...sums], figures, resamples, seed });
  const behind = { n: questions.length, questions: sizes.length };
  return Object.fromEntries(
    names.map((name) => [name, widenPoint({ ...measured[name], ...behind }, bounds(name))]),
  ) as Record<Name, Figure>;
}

/** One mean as a figure; see {@link meanFigures}. */
export function meanFigure(
  questions: readonly string[],
  values: readonly number[],
  resampling: Resampling,
  bounds: Bounds = LEVEL,
): Figure {
  return meanFigures(questions, { values }, resampling, () => bounds).values;
}
