import type { GateReport } from './gate-report.js';
import { intervalText } from './gate-sentence.js';

const MARKS = { met: '✅', 'not met': '❌', 'not enough data': '⚠️' } as const;

/** The gates as Markdown for a pull request: a headline, and a table of gates with their figures. */
export function gatesAsMarkdown({ verdict, passed, strict, gates }: GateReport): string {
  const head = {
    met: 'all gates are met',
    'not met': 'a gate is not met',
    'not enough data': 'not enough data to tell',
  };
  const rows = gates.map(({ gate, model, baseline, value, low, high, questions, verdict: each, reason }) => {
    const about = baseline === null ? model : `${model} against ${baseline}`;
    const cells = [about, intervalText(value, low, high), String(questions), each, reason].map(cell);
    return `| ${[MARKS[each], code(gate), ...cells].join(' | ')} |`;
  });
  const strictly = strict && !passed && verdict !== 'not met' ? ' (strict: this fails)' : '';
  return [
    `### ${MARKS[verdict]} unisono: ${head[verdict]}${strictly}`,
    '',
    '| | gate | model | figure [95 %] | questions | verdict | why |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** A gate holds letters, digits and signs of its grammar alone; in a code span nothing but the bar needs care. */
function code(text: string): string {
  return `\`${text.replace(/[\r\n`]+/g, ' ').replaceAll('|', '\\|')}\``;
}

/** Escapes characters in names that would end a cell or begin markup. */
function cell(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[|\\<]/g, (character) => `\\${character}`);
}
