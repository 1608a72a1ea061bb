import { KINDS } from '../../src/core/dataset.js';
import { VARIATION_KINDS } from '../../src/variation/kinds/index.js';

/** The table of the kinds, as docs/variation.md has it. */
export function kindsTable(): string {
  const rows = KINDS.map((name) => {
    const { summary, example } = VARIATION_KINDS[name];
    return `| \`${name}\` | ${summary} | ${example[0]} | ${example[1]} |`;
  });
  return ['| kind | what changes | question | variant |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** `document` with `content` between the marks of `section`. */
export function withSection(document: string, section: string, content: string): string {
  const [open, close] = [`<!-- ${section} -->`, `<!-- end of ${section} -->`];
  const [start, end] = [document.indexOf(open), document.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`docs/variation.md lacks the marks of ${section}`);
  return `${document.slice(0, start + open.length)}\n\n${content}\n\n${document.slice(end)}`;
}
