import { z } from 'zod';

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
export type ShareRanges = z.infer<typeof ShareRanges>;

/**
 * Consistency by correctness, in pairs: consistent by RS or not, and how many of the two answers are right (agree
 * with the reference). `consistent.noneRight` is what RS alone would praise wrongly.
 */
export const CrossTable = z.object({
  consistent: ByCorrectness,
  inconsistent: ByCorrectness,
  /** 95 % intervals of the cells' shares of all pairs, by percentiles and by BCa. */
  intervals: ShareRanges.optional(),
  bca: ShareRanges.optional(),
});
export type CrossTable = z.infer<typeof CrossTable>;

export const ROWS = ['consistent', 'inconsistent'] as const;
export const COLUMNS = ['noneRight', 'oneRight', 'bothRight'] as const;

/** What a cross table reads of a pair: RS, and how many of its two answers are right. */
export interface JudgedPair {
  readonly rs: 0 | 1;
  readonly rightAnswers: 0 | 1 | 2;
}

/** Counts pairs by the cell that each belongs to. */
export function crossTable(pairs: readonly JudgedPair[]): CrossTable {
  const table = {
    consistent: { bothRight: 0, oneRight: 0, noneRight: 0 },
    inconsistent: { bothRight: 0, oneRight: 0, noneRight: 0 },
  };
  for (const pair of pairs) {
    const [row, column] = cellOf(pair);
    table[row][column]++;
  }
  return table;
}

/** The row and column of a pair. */
export function cellOf({ rs, rightAnswers }: JudgedPair) {
  return [rs === 1 ? 'consistent' : 'inconsistent', COLUMNS[rightAnswers]] as const;
}
