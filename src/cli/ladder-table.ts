import { KINDS } from '../core/dataset.js';
import type { Difference, Ladder, LadderRow, Metric } from '../evaluation/ladder.js';

const HEADER = ['model', 'ROUGE-L', 'BLEU', 'EM', 'RS [95 %]', 'both right', 'pairs'];

/** Metrics whose differences are printed, and how they are called; ladder.json has them all. */
const SHOWN: Readonly<Partial<Record<Metric, string>>> = {
  rs: 'RS',
  rougeL: 'ROUGE-L',
  bothRight: 'both right',
  bs: 'BS',
};

/** The ladder for a terminal of 80 columns: figures with intervals, RS by kind, and what differs for certain. */
export function ladderTable(ladder: Ladder): string {
  const rows = ladder.rows.map((row) => [
    row.model,
    row.rougeL.toFixed(3),
    row.bleu.toFixed(3),
    row.em.toFixed(3),
    `${row.rs.toFixed(3)} ${range(row.intervals.rs)}`,
    row.bothRight.toFixed(3),
    String(row.pairs),
  ]);
  const kinds = KINDS.filter((kind) => (ladder.rows[0]?.byKind[kind]?.pairs ?? 0) > 0);
  const byKind = ladder.rows.map((row) => [row.model, ...kinds.map((kind) => share(row, kind))]);
  const counts = ['pairs', ...kinds.map((kind) => String(ladder.rows[0]?.byKind[kind]?.pairs ?? 0))];
  return [
    ...columns([HEADER, ...rows]),
    '',
    'RS by kind of rewording',
    ...columns([['model', ...kinds], ...byKind, counts]),
    '',
    'Differences (95 % intervals, paired bootstrap clustered by question)',
    ...columns(ladder.differences.filter(({ metric }) => metric in SHOWN).map(differenceCells)),
    '',
    `RS: ROUGE-L between two answers above ${ladder.threshold}. BS (BERTScore): not measured.`,
  ].join('\n');
}

function differenceCells({ a, b, metric, difference, low, high }: Difference): string[] {
  const name = SHOWN[metric] ?? metric;
  const verdict = low > 0 ? 'higher' : high < 0 ? 'lower' : 'no clear difference';
  return [`${a} - ${b}`, name, signed(difference), `[${signed(low)}, ${signed(high)}]`, verdict];
}

function share(row: LadderRow, kind: string): string {
  return row.byKind[kind]?.rs?.toFixed(3) ?? '-';
}

const range = ([low, high]: readonly [number, number]) => `[${low.toFixed(2)}, ${high.toFixed(2)}]`;

const signed = (value: number) => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;

/** Pads every column to its widest cell; the first is set left, the others right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  );
}
