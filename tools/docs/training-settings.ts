import { type Setting, settingsOf } from 'unisono/core';
import { specSchema } from 'unisono/engine';
import { TrainingSettings } from 'unisono/training';

/** The JSON Schema of a job's specification, which the cluster's worker checks. */
export const SPEC_SCHEMA = 'cluster/unisono_cluster/spec.schema.json';

/** The content of {@link SPEC_SCHEMA}. */
export function specSchemaText(): string {
  return `${JSON.stringify(specSchema(), null, 2)}\n`;
}

/** The table of training's settings, as docs/training.md has it. */
export function trainingTable(): string {
  const rows = settingsOf(TrainingSettings).map(
    (setting) =>
      `| \`${setting.path.join('.')}\` | ${setting.description} | ${setting.unit ?? ''} | ${setting.range} | ${usual(setting)} |`,
  );
  return ['| setting | meaning | unit | values | default |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

function usual({ default: value, required }: Setting): string {
  if (value !== undefined) return `\`${value}\``;
  return required ? 'must be given' : '';
}
