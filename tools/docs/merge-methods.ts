import { METHODS, type ParameterSpec } from 'unisono/merging';

/** The table of the merge methods, as docs/merging.md has it. */
export function mergeMethodsTable(): string {
  const rows = [...METHODS.values()].map(
    ({ name, title, source, parameters }) =>
      `| \`${name}\` | [${title}](${source}) | ${parameters.map(parameterText).join(', ')} |`,
  );
  return ['| method | what it is | parameters |', '| --- | --- | --- |', ...rows].join('\n');
}

function parameterText({ name, default: value, optional }: ParameterSpec): string {
  if (value !== undefined) return `${name} (${value})`;
  return optional ? name : `**${name}**`;
}
