import { VARIATION_KINDS } from 'unisono/variation';

/** The table of the kinds of rewording, as docs/variation.md has it. */
export function variationKindsTable(): string {
  const rows = VARIATION_KINDS.map(
    ({ name, byDefault, summary, example: [question, variant] }) =>
      `| \`${name}\` | ${byDefault ? 'yes' : ''} | ${summary} | ${question} | ${variant} |`,
  );
  return ['| kind | by default | what changes | question | variant |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}
