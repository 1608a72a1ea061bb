import { TARGET_KINDS, type TargetKind } from 'unisono/targets';
import { settingsTable } from './settings-table.js';

/** The table of the kinds of target, as docs/targets.md has it. */
export function targetKindsTable(): string {
  const kinds: readonly TargetKind[] = TARGET_KINDS;
  const rows = kinds.map(({ settings, argument }) => {
    const { value, description } = settings.shape.kind;
    const example = argument === undefined ? 'only by a file' : `\`${argument.example}\``;
    return `| ${example} | \`${value}\` | ${description} |`;
  });
  const file = '| `target.yaml` | any | One of these with its settings, see below. |';
  return ['| `--target` | kind | what it is |', '| --- | --- | --- |', ...rows, file].join('\n');
}

/** The settings of every kind of target, a section each. */
export function targetSettingsTables(): string {
  const kinds: readonly TargetKind[] = TARGET_KINDS;
  return kinds
    .map(({ settings }) => `### \`kind: ${settings.shape.kind.value}\`\n\n${settingsTable(settings)}`)
    .join('\n\n');
}
