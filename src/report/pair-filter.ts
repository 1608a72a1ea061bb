import { AGREEMENTS, agrees } from '../metrics/agreement-kinds.js';
import { CELLS, HEAD, type PairTable } from './pair-rows.js';

/** Filters of pairs by the outcome of one model. */
export const OUTCOMES = {
  all: 'all',
  inconsistent: 'not consistent',
  empty: 'an empty answer',
  wrong: 'consistent, not both right',
  right: 'both right',
  identical: 'identical word for word',
  contexts: 'different contexts for the rewording',
} as const;
export type OutcomeFilter = keyof typeof OUTCOMES;

/** Which pairs are shown, in which order. */
export interface PairQuery {
  /** Index of the model by which pairs are judged and ordered. */
  readonly model: number;
  /** Index of a kind, or -1 for all. */
  readonly kind: number;
  readonly outcome: OutcomeFilter;
  /** Search text in questions, reference and the answers of `searched`; case does not matter. */
  readonly text: string;
  /** Indices of the models whose answers are searched. */
  readonly searched: readonly number[];
  readonly order: 'worst' | 'recorded';
}

function hasOutcome(row: readonly number[], model: number, outcome: OutcomeFilter): boolean {
  const at = HEAD + model * CELLS;
  const agreement = AGREEMENTS[row[at + 2]!]!;
  const bothRight = row[at + 3] === 2;
  if (row[at]! < 0) return false;
  switch (outcome) {
    case 'all':
      return true;
    case 'inconsistent':
      return !agrees(agreement);
    case 'empty':
      return agreement === 'empty';
    case 'wrong':
      return agrees(agreement) && !bothRight;
    case 'right':
      return bothRight;
    case 'identical':
      return agreement === 'same';
    case 'contexts':
      return row[1] === 0;
  }
}

/** Texts that contain the search text; all texts without one. */
function matching(texts: readonly string[], sought: string): (index: number) => boolean {
  const needle = sought.trim().toLowerCase();
  if (needle === '') return () => true;
  const found = texts.map((text) => text.toLowerCase().includes(needle));
  return (index) => found[index] ?? false;
}

/**
 * Indices of the rows that match a query. Least agreement first (`worst`), ties in the order of the data; without pairs
 * that `model` has not answered.
 */
export function selectPairs(table: PairTable, query: PairQuery): number[] {
  const { model, kind, outcome, searched, order } = query;
  const found = matching(table.texts, query.text);
  const textsOf = (row: readonly number[]) => [
    ...row.slice(2, HEAD),
    ...searched.flatMap((index) => row.slice(HEAD + index * CELLS, HEAD + index * CELLS + 2)),
  ];
  const everything = query.text.trim() === '';
  const selected: number[] = [];
  table.rows.forEach((row, at) => {
    if (kind >= 0 && row[0] !== kind) return;
    if (!hasOutcome(row, model, outcome)) return;
    if (everything || textsOf(row).some(found)) selected.push(at);
  });
  const agreement = HEAD + model * CELLS + 4;
  if (order === 'worst') selected.sort((x, y) => table.rows[x]![agreement]! - table.rows[y]![agreement]! || x - y);
  return selected;
}
