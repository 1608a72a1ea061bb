import type { Difference, Ladder, LadderRow, Metric } from '../evaluation/ladder.js';
import { KINDS } from '../variation/kind-names.js';
import { columns } from './columns.js';
import { emptyNote, wordsNote } from './words-option.js';

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
  const { texts, of } = ladder.hardlyRead ?? { texts: 0, of: 0 };
  return [
    ...(ladder.words === 'auto' ? wordsNote(texts, of, 'answers and references') : unreadWarning(texts, of)),
    ...columns([HEADER, ...rows]),
    ...ladder.rows.flatMap(({ model, emptyPairs, pairs }) =>
      emptyNote(emptyPairs, pairs).map((note) => `${model}: ${note}`),
    ),
    '',
    'RS by kind of rewording',
    ...columns([['model', ...kinds], ...byKind, counts]),
    '',
    'Differences (95 % intervals, paired bootstrap clustered by question)',
    ...columns(ladder.differences.filter(({ metric }) => metric in SHOWN).map(differenceCells)),
    '',
    `RS: ROUGE-L between two answers above ${ladder.threshold}${ladder.words === 'auto' ? '' : `, by ${ladder.words} words`}. ${bertScoreLine(ladder)}`,
  ].join('\n');
}

function unreadWarning(texts: number, of: number): string[] {
  if (texts === 0) return [];
  return [
    `Warning: ASCII words leave out most of ${texts} of ${of} answers and references; ROUGE and RS say little about them: --words auto.`,
  ];
}

function bertScoreLine({ rows, bertscore }: Ladder): string {
  const measured = rows.map(({ model, bs }) => (bs === null ? '' : `${model} ${bs.toFixed(3)}`)).filter(Boolean);
  if (measured.length === 0) return 'BS (BERTScore): not measured.';
  const by = bertscore ? ` by ${bertscore.encoder}, layer ${bertscore.layer}` : '';
  return `BS (BERTScore)${by}:\n${wrapped(measured)}`;
}

/** Words of one line each, in lines of at most 80 columns. */
function wrapped(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && `${last}, ${word}`.length < 80) lines[lines.length - 1] = `${last}, ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
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
