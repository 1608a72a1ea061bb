import type { Figure } from '../metrics/figure.js';
import type { PaletteColor } from './charts/palette.js';
import type { ReportedRow } from './report-data.js';

/** One cell of the table of consistency by correctness. */
export interface CrossCell {
  readonly name: string;
  /** Consistent pairs are colored, inconsistent ones grey. */
  readonly color: PaletteColor;
  /** Pairs of each model, in the order of `models`. */
  readonly counts: readonly number[];
  /** Each model's share of its pairs. */
  readonly shares: readonly Figure[];
}

/** Pairs by consistency (RS) and correctness. */
export interface CrossTable {
  readonly models: readonly string[];
  readonly pairs: readonly number[];
  readonly cells: readonly CrossCell[];
}

const CORRECTNESS = [
  { field: 'bothRight', name: 'both right', consistent: 'accent', inconsistent: 'muted' },
  { field: 'oneRight', name: 'one right', consistent: 'series-2', inconsistent: 'series-0' },
  { field: 'noneRight', name: 'none right', consistent: 'series-1', inconsistent: 'rule' },
] as const;

/** Consistency by correctness of every model of the ladder. */
export function crossTable(rows: readonly ReportedRow[]): CrossTable {
  const cells = (['consistent', 'inconsistent'] as const).flatMap((agreement) =>
    CORRECTNESS.map(({ field, name, ...colors }) => ({
      name: `${agreement === 'consistent' ? agreement : 'not consistent'}, ${name}`,
      color: colors[agreement],
      counts: rows.map((row) => row.crossTable[agreement][field].pairs),
      shares: rows.map((row) => row.crossTable[agreement][field].share),
    })),
  );
  const total = (at: number) => cells.reduce((sum, { counts }) => sum + counts[at]!, 0);
  return { models: rows.map(({ model }) => model), pairs: rows.map((_, at) => total(at)), cells };
}
