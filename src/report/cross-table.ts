import { agrees } from '../metrics/agreement-kinds.js';
import type { Figure } from '../metrics/figure.js';
import type { PaletteColor } from './charts/palette.js';
import type { AnswerPair, ReportedRow } from './report-data.js';

/** One cell of the table of consistency by correctness. */
export interface CrossCell {
  readonly name: string;
  /** Consistent pairs are colored, inconsistent ones grey. */
  readonly color: PaletteColor;
  /** Pairs of each model, in the order of `models`. */
  readonly counts: readonly number[];
  /** Each model's share of its pairs, where the ladder has them. */
  readonly shares?: readonly Figure[];
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

/** From the ladder's own tables, which know which of two answers is right; all rows need one. */
function fromLadder(rows: readonly ReportedRow[]): CrossTable | undefined {
  const tables = rows.flatMap(({ crossTable }) => crossTable ?? []);
  if (tables.length < rows.length) return undefined;
  const cells = (['consistent', 'inconsistent'] as const).flatMap((agreement) =>
    CORRECTNESS.map(({ field, name, ...colors }) => ({
      name: `${agreement === 'consistent' ? agreement : 'not consistent'}, ${name}`,
      color: colors[agreement],
      counts: tables.map((table) => table[agreement][field].pairs),
      shares: tables.map((table) => table[agreement][field].share),
    })),
  );
  return { models: rows.map(({ model }) => model), pairs: totals(cells, rows.length), cells };
}

/** From the pairs, which only know whether both answers are right. */
function fromPairs(pairs: readonly AnswerPair[], ladder: readonly string[]): CrossTable | undefined {
  const outcomes = (model: string) =>
    pairs.flatMap((pair) => (Object.hasOwn(pair.models, model) ? [pair.models[model]!] : []));
  const models = ladder.filter((model) => pairs.some((pair) => Object.hasOwn(pair.models, model)));
  if (models.length === 0) return undefined;
  const cell = (consistent: boolean, bothRight: boolean, color: PaletteColor): CrossCell => ({
    name: `${consistent ? 'consistent' : 'not consistent'}, ${bothRight ? 'both right' : 'not both right'}`,
    color,
    counts: models.map(
      (model) =>
        outcomes(model).filter(
          ({ agreement, rightAnswers }) => agrees(agreement) === consistent && (rightAnswers === 2) === bothRight,
        ).length,
    ),
  });
  const cells = [
    cell(true, true, 'accent'),
    cell(true, false, 'series-1'),
    cell(false, true, 'muted'),
    cell(false, false, 'rule'),
  ];
  return { models, pairs: totals(cells, models.length), cells };
}

function totals(cells: readonly CrossCell[], models: number): number[] {
  return Array.from({ length: models }, (_, at) => cells.reduce((sum, { counts }) => sum + counts[at]!, 0));
}

/** Consistency by correctness of every model of the ladder; undefined where neither ladder nor pairs tell. */
export function crossTable(rows: readonly ReportedRow[], pairs: readonly AnswerPair[]): CrossTable | undefined {
  return (
    fromLadder(rows) ??
    fromPairs(
      pairs,
      rows.map(({ model }) => model),
    )
  );
}
