import { z } from 'zod';
import type { TwoIntervals } from '../metrics/bootstrap-totals.js';
import { meanIntervals, type Resampling } from './mean-intervals.js';

const Count = z.int().nonnegative();

/** Pairs by how many of their two answers are right. */
const ByCorrectness = z.object({ bothRight: Count, oneRight: Count, noneRight: Count });

/** Rounding may leave an end a little outside. */
const End = z
  .number()
  .min(-1e-9)
  .max(1 + 1e-9);
const Range = z.tuple([End, End]);

/** [low, high] of the share of all pairs that a cell holds. */
const ShareRanges = z.object({
  consistent: z.object({ bothRight: Range, oneRight: Range, noneRight: Range }),
  inconsistent: z.object({ bothRight: Range, oneRight: Range, noneRight: Range }),
});
type ShareRanges = z.infer<typeof ShareRanges>;

/**
 * Consistency by correctness, in pairs: consistent by RS or not, and how many of the two answers are right (ROUGE-L
 * against the reference above the threshold of RS). `consistent.noneRight` is what RS alone would praise wrongly.
 */
export const CrossTable = z.object({
  consistent: ByCorrectness,
  inconsistent: ByCorrectness,
  /** 95 % intervals of the cells' shares of all pairs, by percentiles and by BCa. */
  intervals: ShareRanges.optional(),
  bca: ShareRanges.optional(),
});
export type CrossTable = z.infer<typeof CrossTable>;

const ROWS = ['consistent', 'inconsistent'] as const;
const COLUMNS = ['noneRight', 'oneRight', 'bothRight'] as const;

/** What a cross table reads of a pair: RS, and whether each answer is right. */
export interface JudgedPair {
  readonly rs: 0 | 1;
  readonly rougeLOriginal: number;
  readonly rougeLVariant: number;
}

/** Counts pairs; an answer is right when its ROUGE-L F1 against the reference is strictly above `threshold`. */
export function crossTable(pairs: readonly JudgedPair[], threshold: number): CrossTable {
  const table = {
    consistent: { bothRight: 0, oneRight: 0, noneRight: 0 },
    inconsistent: { bothRight: 0, oneRight: 0, noneRight: 0 },
  };
  for (const pair of pairs) {
    const [row, column] = cellOf(pair, threshold);
    table[row][column]++;
  }
  return table;
}

/** {@link crossTable} with the intervals of its shares, over at least one pair; pairs of one question stay together. */
export function measuredCrossTable(
  pairs: readonly (JudgedPair & { readonly question: string })[],
  { threshold, ...resampling }: Resampling & { readonly threshold: number },
): CrossTable {
  const cells = pairs.map((pair) => cellOf(pair, threshold).join('.'));
  const names = ROWS.flatMap((row) => COLUMNS.map((column) => `${row}.${column}` as const));
  const values = Object.fromEntries(names.map((name) => [name, cells.map((cell) => (cell === name ? 1 : 0))]));
  const figures = meanIntervals(
    pairs.map(({ question }) => question),
    values as Record<(typeof names)[number], (0 | 1)[]>,
    resampling,
  );
  const ranges = (pick: (figure: TwoIntervals) => [number, number]) =>
    Object.fromEntries(
      ROWS.map((row) => [
        row,
        Object.fromEntries(COLUMNS.map((column) => [column, pick(figures[`${row}.${column}`])])),
      ]),
    ) as ShareRanges;
  return {
    ...crossTable(pairs, threshold),
    intervals: ranges(({ low, high }) => [low, high]),
    bca: ranges(({ bca }) => bca),
  };
}

function cellOf({ rs, rougeLOriginal, rougeLVariant }: JudgedPair, threshold: number) {
  const right = Number(rougeLOriginal > threshold) + Number(rougeLVariant > threshold);
  return [rs === 1 ? 'consistent' : 'inconsistent', COLUMNS[right] as (typeof COLUMNS)[number]] as const;
}
