import type { CheckResult } from '../evaluation/check/check-result.js';
import type { Figure } from '../metrics/figure.js';
import { metricOf, PAIR_METRICS } from '../metrics/registry.js';
import { formatDuration, shorten } from './format.js';

const WIDTH = 80;

/** The result of `check` on one screen of 80 columns and 24 lines. Untrusted text is shown without control characters. */
export function checkScreen(result: CheckResult): string {
  const { target, questions, pairs, emptyPairs, answers, seconds, repeatability, causes, worst, next } = result;
  const took = seconds > 0 ? `, ${formatDuration(seconds / answers)} each` : '';
  const head = `: ${questions} questions, ${pairs} rewordings, ${answers} answers${took}`;
  const figures: [string, Figure | null | undefined][] = [
    ...[metricOf('rs'), ...PAIR_METRICS.filter(({ name, headline }) => headline && name !== 'rs')].map(
      ({ name, longLabel }): [string, Figure | undefined] => [longLabel, result.figures[name]],
    ),
    ['same question again', repeatability],
    ['same passages', causes.retriever?.same],
  ];
  const cells = figures.flatMap(([name, figure]) => (figure ? [`${name.padEnd(20)}${range(figure)}`.padEnd(40)] : []));
  return [
    `${shorten(plain(target), WIDTH - head.length)}${head}`,
    ...Array.from({ length: Math.ceil(cells.length / 2) }, (_, i) =>
      cells
        .slice(2 * i, 2 * i + 2)
        .join('')
        .trimEnd(),
    ),
    ...(emptyPairs > 0 ? [`${emptyPairs} of ${pairs} pairs have an empty answer and count as disagreement.`] : []),
    ...kindLines(result),
    ...(worst.length > 0 ? ['Worst pairs'] : ['No pair of answers disagrees.']),
    ...worst.flatMap(worstLines),
    'Next',
    ...next.map((each) => shorten(`- ${each}`, WIDTH)),
  ].join('\n');
}

/** RS by kind with its interval, the worst first, on at most three lines. */
function kindLines({ byKind }: CheckResult): string[] {
  const kinds = Object.entries(byKind)
    .flatMap(([kind, { figures }]) => (figures.rs ? [[kind, figures.rs] as const] : []))
    .sort(([, a], [, b]) => a.value - b.value);
  const lines = [''];
  for (const [i, [kind, figure]] of kinds.entries()) {
    const cell = `${kind} ${range(figure)}`;
    const line = lines.at(-1) as string;
    const joined = line === '' ? `${i === 0 ? 'RS by kind: ' : '  '}${cell}` : `${line}, ${cell}`;
    if (joined.length <= WIDTH) lines[lines.length - 1] = joined;
    else if (lines.length < 3) lines.push(`  ${cell}`);
    else break;
  }
  return lines;
}

function worstLines({ kind, question, rewording, answer, variantAnswer }: CheckResult['worst'][number]): string[] {
  const line = (mark: string, text: string) => `  ${mark.padEnd(3)} ${shorten(plain(text), WIDTH - 6)}`;
  return [
    `  Q   ${shorten(plain(question), WIDTH - 9 - kind.length)} (${kind})`,
    line('Q’', rewording),
    line('A', answer || '(empty)'),
    line('A’', variantAnswer || '(empty)'),
  ];
}

function range({ value, low, high }: Figure): string {
  return `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

/** One line; control characters could move the cursor, direction marks turn the rest of the line. */
function plain(text: string): string {
  return text
    .replace(/[\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\u{FFFD}')
    .trim();
}
