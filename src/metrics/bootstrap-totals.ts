import { UnisonoError } from '../core/errors.js';
import { bcaInterval, bcaTerms } from './bca.js';
import { clusterDraw } from './bootstrap.js';
import type { Estimate } from './figure.js';
import { percentile } from './percentile.js';

/** A percentile interval, and the BCa interval over the same resamples. */
export interface TwoIntervals extends Estimate {
  bca: [low: number, high: number];
}

/** A figure as a function of totals over clusters; a mean is a total over a count. */
export type OfTotals = (totals: Float64Array) => number;

/**
 * Clustered bootstrap of figures that are functions of sums, such as means and corpus BLEU: percentile and BCa intervals.
 * Draws are those of `clusteredBootstrap`, so that both give the same percentile intervals of a mean.
 *
 * @param input.columns `columns[k][cluster]`: summand k of every cluster; at least one cluster
 * @param input.figures by name; each is given the totals of one resample, one per column, and must not keep the array
 * @param input.level share of the sampling distribution inside
 * @throws TOO_FEW_QUERIES without clusters, SHAPE_MISMATCH for a figure that is not finite on all clusters
 */
export function bootstrapTotals<Name extends string>(input: {
  readonly columns: readonly Float64Array[];
  readonly figures: Readonly<Record<Name, OfTotals>>;
  readonly resamples: number;
  readonly seed: number;
  readonly level?: number;
}): Record<Name, TwoIntervals> {
  const { columns, resamples, seed, level = 0.95 } = input;
  const clusters = columns[0]?.length ?? 0;
  if (clusters === 0) throw new UnisonoError('TOO_FEW_QUERIES', { what: 'bootstrap', count: 0, least: 1 });
  const figures = Object.entries(input.figures) as [Name, OfTotals][];
  const all = columns.map((column) => column.reduce((sum, value) => sum + value, 0));
  const values = figures.map(() => new Float64Array(resamples));
  const draw = clusterDraw(seed, clusters);
  const totals = new Float64Array(columns.length);
  const drawn = new Int32Array(clusters);
  for (let resample = 0; resample < resamples; resample++) {
    for (let position = 0; position < clusters; position++) drawn[position] = draw(resample, position);
    for (const [k, column] of columns.entries()) {
      let sum = 0;
      for (const cluster of drawn) sum += column[cluster]!;
      totals[k] = sum;
    }
    for (const [i, [, figure]] of figures.entries()) values[i]![resample] = figure(totals);
  }
  const without = (figure: OfTotals) =>
    Float64Array.from({ length: clusters > 1 ? clusters : 0 }, (_, cluster) => {
      for (const [k, column] of columns.entries()) totals[k] = all[k]! - column[cluster]!;
      return figure(totals);
    });
  const intervals = figures.map(([name, figure], i) => {
    const value = figure(Float64Array.from(all));
    if (!Number.isFinite(value)) {
      throw new UnisonoError('SHAPE_MISMATCH', { op: 'bootstrap', reason: `${name} is ${value}` });
    }
    const sorted = values[i]!.sort();
    const terms = bcaTerms(value, sorted, without(figure));
    const low = percentile(sorted, (1 - level) / 2);
    return [name, { value, low, high: percentile(sorted, (1 + level) / 2), bca: bcaInterval(sorted, terms, level) }];
  });
  return Object.fromEntries(intervals) as Record<Name, TwoIntervals>;
}
