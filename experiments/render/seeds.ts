import type { Estimate, MetricName } from 'unisono/metrics';
import type { Measured, Results, Row, Subset } from '../runner/results.js';

/** A figure with its interval, or its mean over the seeds with the least and the greatest. */
export type Spread = Estimate;

/** A single figure unchanged; mean, minimum and maximum of several; undefined for none. */
export function overSeeds(figures: readonly Spread[]): Spread | undefined {
  if (figures.length <= 1) return figures[0];
  const values = figures.map(({ value }) => value);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { value: mean, low: Math.min(...values), high: Math.max(...values) };
}

/** The subset of every run that has it. */
export function runsOf(results: Results, subset: Subset): Measured[] {
  return results.runs.flatMap(({ subsets }) => subsets[subset] ?? []);
}

/** The rows of one model, one a seed. */
export function rowsOf(runs: readonly Measured[], model: string): Row[] {
  return runs.flatMap(({ rows }) => rows.find((row) => row.model === model) ?? []);
}

/** The models of a subset, in the order of the table. */
export function modelsOf([first]: readonly Measured[]): string[] {
  return first?.rows.map(({ model }) => model) ?? [];
}

/** A figure of a model over the seeds; undefined where it was not measured. */
export function figureOf(rows: readonly Row[], name: MetricName): Spread | undefined {
  return overSeeds(rows.flatMap(({ figures }) => figures[name] ?? []));
}
