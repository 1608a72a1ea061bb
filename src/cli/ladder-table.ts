import type { Difference, Ladder, LadderRow } from '../evaluation/ladder.js';
import type { Figure } from '../metrics/figure.js';
import type { Metric } from '../metrics/metric.js';
import { METRICS, type MetricName, metricOf } from '../metrics/registry.js';
import { KINDS } from '../variation/kind-names.js';
import { columns } from './columns.js';
import { emptyNote, wordsNote } from './words-option.js';

/** Columns of a terminal. */
const WIDTH = 80;

/** Figures of the ladder for a terminal of 80 columns, RS by kind, and the differences whose interval excludes 0. */
export function ladderTable(ladder: Ladder): string {
  const { rows, differences, hardlyRead, words } = ladder;
  const kinds = KINDS.filter((kind) => (rows[0]?.byKind[kind]?.pairs ?? 0) > 0);
  const byKind = rows.map((row) => [row.model, ...kinds.map((kind) => share(row, kind))]);
  const counts = ['pairs', ...kinds.map((kind) => String(rows[0]?.byKind[kind]?.pairs ?? 0))];
  const { texts, of } = hardlyRead ?? { texts: 0, of: 0 };
  const measured = METRICS.filter(({ name }) => rows.some(({ figures }) => figures[name]));
  const compared = differences.filter(({ metric }) => metricOf(metric).headline && metricOf(metric).takes !== 'corpus');
  return [
    ...figureTables(
      rows,
      measured.filter(({ headline }) => headline),
      true,
    ),
    ...rows.flatMap(({ model, emptyPairs, pairs }) => emptyNote(emptyPairs, pairs, model)),
    ...(words === 'auto' ? wordsNote(texts, of, 'answers and references') : unreadWarning(texts, of)),
    '',
    'Further figures',
    ...figureTables(
      rows,
      measured.filter(({ headline }) => !headline),
      false,
    ),
    '',
    'RS by kind of rewording',
    ...columns([['model', ...kinds], ...byKind, counts]),
    '',
    'Differences (95 % intervals, paired bootstrap clustered by question)',
    ...columns(compared.map(differenceCells)),
    '',
    `RS: two answers agree, ROUGE-L above ${ladder.threshold}${words === 'auto' ? '' : `, by ${words} words`}.`,
    bertScoreLine(ladder),
  ].join('\n');
}

/** Figures of every model, one column per metric, in as many tables as the width requires. */
function figureTables(rows: readonly LadderRow[], metrics: readonly Metric<MetricName>[], pairs: boolean): string[] {
  const cells = metrics.map(({ name, label }) => [
    label,
    ...rows.map(({ figures }) => (figures[name] ? cell(figures[name], name === 'rs') : '-')),
  ]);
  if (pairs) cells.push(['pairs', ...rows.map((row) => String(row.pairs))]);
  const models = ['model', ...rows.map(({ model }) => model)];
  const tables: string[][][] = [];
  for (const column of cells) {
    const joined = [...(tables.at(-1) ?? [models]), column];
    if (tables.length > 0 && linesOf(joined).every((line) => line.length <= WIDTH)) tables[tables.length - 1] = joined;
    else tables.push([models, column]);
  }
  return tables.flatMap(linesOf);
}

const linesOf = (table: readonly (readonly string[])[]) =>
  columns((table[0] ?? []).map((_, row) => table.map((column) => column[row] as string)));

function cell({ value, low, high }: Figure, withInterval: boolean): string {
  return `${value.toFixed(3)}${withInterval ? ` [${low.toFixed(2)}, ${high.toFixed(2)}]` : ''}`;
}

function unreadWarning(texts: number, of: number): string[] {
  if (texts === 0) return [];
  return [
    `Warning: ASCII words leave out most of ${texts} of ${of} answers and references; ROUGE and RS are unreliable for them. Remedy: --words auto.`,
  ];
}

function bertScoreLine({ bertscore }: Ladder): string {
  return bertscore
    ? `BS: BERTScore by ${bertscore.encoder}, layer ${bertscore.layer}.`
    : 'BS (BERTScore): not measured.';
}

function differenceCells({ a, b, metric, value, low, high }: Difference): string[] {
  const verdict = low > 0 ? 'higher' : high < 0 ? 'lower' : 'no clear difference';
  return [`${a} - ${b}`, metricOf(metric).label, signed(value), `[${signed(low)}, ${signed(high)}]`, verdict];
}

function share(row: LadderRow, kind: string): string {
  return row.byKind[kind]?.figures.rs?.value.toFixed(3) ?? '-';
}

const signed = (value: number) => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
