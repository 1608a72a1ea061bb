import { KINDS } from '../../src/core/dataset.js';
import { VARIATION_KINDS } from '../../src/variation/kinds/index.js';

/** The table of the kinds, as docs/variation.md has it. */
export function variationKindsTable(): string {
  const rows = KINDS.map((name) => {
    const { summary, example } = VARIATION_KINDS[name];
    return `| \`${name}\` | ${summary} | ${example[0]} | ${example[1]} |`;
  });
  return ['| kind | what changes | question | variant |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
