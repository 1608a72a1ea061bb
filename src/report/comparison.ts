import { opposite } from '../metrics/figure.js';
import type { Difference, ReportData, ReportedRow } from './report-data.js';

/** What an interval on a difference shows: all above 0, all below 0, or neither. */
export type Direction = 'higher' | 'lower' | 'unclear';

/** An interval that touches 0 shows nothing. */
export function direction({ low, high }: { low: number; high: number }): Direction {
  if (low > 0) return 'higher';
  return high < 0 ? 'lower' : 'unclear';
}

/** The row of `model`, or undefined. */
export function ladderRow(data: ReportData, model: string): ReportedRow | undefined {
  return data.ladder.rows.find((row) => row.model === model);
}

/** `metric(a) - metric(b)` from the data, turned round where it was recorded as b - a; undefined when not recorded. */
export function findDifference(
  { ladder: { differences } }: Pick<ReportData, 'ladder'>,
  a: string,
  b: string,
  metric: Difference['metric'],
): Difference | undefined {
  const same = differences.find((d) => d.metric === metric && d.a === a && d.b === b);
  if (same) return same;
  const turned = differences.find((d) => d.metric === metric && d.a === b && d.b === a);
  return turned && { ...turned, ...opposite(turned, 0), a, b };
}

/** The model of the report (Merged, else the last row) and the model it is compared with (B, else the first). */
export function headlineRows(data: ReportData): { model: ReportedRow; base: ReportedRow | undefined } {
  const { rows } = data.ladder;
  const model = ladderRow(data, 'Merged') ?? rows.at(-1)!;
  const base = ladderRow(data, 'B') ?? rows[0]!;
  return { model, base: base === model ? undefined : base };
}

/** The rows that charts show side by side: B, SFT, ALL and Merged, or the first four where the ladder lacks them. */
export function chartRows(data: ReportData): ReportedRow[] {
  const named = ['B', 'SFT', 'ALL', 'Merged'].flatMap((model) => ladderRow(data, model) ?? []);
  return named.length >= 2 ? named : data.ladder.rows.slice(0, 4);
}
