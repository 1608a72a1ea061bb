import { ARCHITECTURES } from 'unisono/models';

/** The table of decoder families, as docs/architectures.md has it. */
export function architecturesTable(): string {
  const rows = ARCHITECTURES.map(
    ({ modelType, className, models }) => `| \`${modelType}\` | \`${className}\` | ${models} |`,
  );
  return ['| `model_type` | class | models |', '| --- | --- | --- |', ...rows].join('\n');
}
