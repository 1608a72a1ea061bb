import type { TwoIntervals } from '../metrics/bootstrap-totals.js';
import {
  COLUMNS,
  type CrossTable,
  cellOf,
  crossTable,
  type JudgedPair,
  ROWS,
  type ShareRanges,
} from './cross-table.js';
import { meanIntervals, type Resampling } from './mean-intervals.js';

/** `crossTable` with the intervals of its shares, over at least one pair; pairs of one question stay together. */
export function measuredCrossTable(
  pairs: readonly (JudgedPair & { readonly question: string })[],
  { resamples, seed }: Resampling,
): CrossTable {
  const cells = pairs.map((pair) => cellOf(pair).join('.'));
  const names = ROWS.flatMap((row) => COLUMNS.map((column) => `${row}.${column}` as const));
  const values = Object.fromEntries(names.map((name) => [name, cells.map((cell) => (cell === name ? 1 : 0))]));
  const figures = meanIntervals(
    pairs.map(({ question }) => question),
    values as Record<(typeof names)[number], (0 | 1)[]>,
    { resamples, seed },
  );
  const ranges = (pick: (figure: TwoIntervals) => [number, number]) =>
    Object.fromEntries(
      ROWS.map((row) => [
        row,
        Object.fromEntries(COLUMNS.map((column) => [column, pick(figures[`${row}.${column}`])])),
      ]),
    ) as ShareRanges;
  return {
    ...crossTable(pairs),
    intervals: ranges(({ low, high }) => [low, high]),
    bca: ranges(({ bca }) => bca),
  };
}
