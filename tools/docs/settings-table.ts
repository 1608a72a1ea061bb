import { z } from 'zod';

interface Setting {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Setting>>;
  readonly required?: readonly string[];
}

/**
 * A Markdown table of the settings of an object: name, default and description of each, nested ones by their path. A setting
 * that is the same in every file (a literal) is left out. Throws for a setting without a description.
 */
export function settingsTable(schema: z.ZodType): string {
  const rows = rowsOf(z.toJSONSchema(schema, { io: 'input' }) as Setting, '');
  return ['| setting | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function rowsOf({ properties = {}, required = [] }: Setting, prefix: string): string[] {
  return Object.entries(properties).flatMap(([key, setting]) => {
    const name = prefix + key;
    if ('const' in setting) return [];
    if (setting.description === undefined) throw new Error(`the setting ${name} has no description`);
    // The default of an object with settings of its own stands beside each of those.
    const value = required.includes(key) ? 'required' : setting.properties ? '' : shown(setting.default);
    const row = `| \`${name}\` | ${value} | ${setting.description.replaceAll('|', '\\|')} |`;
    return [row, ...rowsOf(setting, `${name}.`)];
  });
}

function shown(value: unknown): string {
  return value === undefined ? '' : `\`${JSON.stringify(value).replaceAll('|', '\\|')}\``;
}
