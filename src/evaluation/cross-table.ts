import { z } from 'zod';
import { type Figure, figureWithin, LEVEL } from '../metrics/figure.js';
import { meanFigures, type Resampling } from '../metrics/mean-figures.js';

/** Pairs in one cell, and their share of all pairs. */
const Cell = z.object({ pairs: z.int().nonnegative(), share: figureWithin(LEVEL) });
export type CrossCell = { readonly pairs: number; readonly share: Figure };

/** Pairs by how many of their two answers are right. */
const ByCorrectness = z.object({ bothRight: Cell, oneRight: Cell, noneRight: Cell });

/**
 * Consistency by correctness: consistent by RS or not, and how many of the two answers are right (agree with the
 * reference). `consistent.noneRight` counts pairs that RS rewards although both answers are wrong.
 */
export const CrossTable = z.object({ consistent: ByCorrectness, inconsistent: ByCorrectness });
export type CrossTable = z.infer<typeof CrossTable>;

export const ROWS = ['consistent', 'inconsistent'] as const;
export const COLUMNS = ['noneRight', 'oneRight', 'bothRight'] as const;

/** Input of a cross table per pair: RS, and how many of its two answers are right. */
export interface JudgedPair {
  readonly question: string;
  readonly rs: number | null;
  readonly rightAnswers: 0 | 1 | 2 | null;
}

/** Counts pairs by the cell that each belongs to; at least one pair. Pairs of one question are resampled together. */
export function crossTable(pairs: readonly JudgedPair[], resampling: Resampling): CrossTable {
  const cells = pairs.map(cellOf);
  const names = ROWS.flatMap((row) => COLUMNS.map((column) => `${row}.${column}` as const));
  const members = Object.fromEntries(
    names.map((name) => [name, cells.map((cell): number => (cell === name ? 1 : 0))]),
  ) as Record<(typeof names)[number], number[]>;
  const shares = meanFigures(
    pairs.map(({ question }) => question),
    members,
    resampling,
  );
  return Object.fromEntries(
    ROWS.map((row) => [
      row,
      Object.fromEntries(
        COLUMNS.map((column) => {
          const name = `${row}.${column}` as const;
          return [column, { pairs: cells.filter((cell) => cell === name).length, share: shares[name] }];
        }),
      ),
    ]),
  ) as CrossTable;
}

function cellOf({ rs, rightAnswers }: JudgedPair) {
  return `${rs === 1 ? 'consistent' : 'inconsistent'}.${COLUMNS[rightAnswers ?? 0]}` as const;
}
