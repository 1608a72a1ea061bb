import { type Command, InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { type Setting, settingsOf } from '../core/setting-list.js';
import { onlyWith } from './option-rules.js';

/** The flag of a setting: "--triplet-alpha" of triplet.alpha. */
export function flagOf(path: readonly string[]): string {
  return `--${path.map((key) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)).join('-')}`;
}

const PLACEHOLDERS: Readonly<Record<Setting['form'], string>> = {
  ...{ number: ' <x>', 'whole number': ' <n>', choice: ' <name>', list: ' <list>', text: ' <text>', switch: '' },
};

/**
 * Options of a command made from the declaration of its settings: a block of unisono.yaml as flags, with the same names,
 * descriptions, ranges and defaults.
 */
export class SettingOptions<S extends z.ZodObject> {
  private readonly settings: readonly Setting[];

  constructor(private readonly block: S) {
    this.settings = settingsOf(block);
  }

  /** The flags of the settings whose path begins with `keys`. */
  flags(...keys: readonly string[]): string[] {
    return this.settings.filter(({ path }) => keys.every((key, i) => path[i] === key)).map(({ path }) => flagOf(path));
  }

  /** Adds an option for every setting. In a block that is off unless it is given, what it requires must be given too. */
  addTo(command: Command): Command {
    for (const setting of this.settings) command.addOption(optionOf(setting));
    for (const { path, inOptionalBlock, required } of this.settings) {
      if (!inOptionalBlock || !required) continue;
      const block = this.flags(...path.slice(0, -1)).filter((flag) => flag !== flagOf(path));
      onlyWith(command, block, flagOf(path));
    }
    return command;
  }

  /**
   * The settings of a command line, with the defaults of what is not on it.
   *
   * @throws BAD_FLAG for settings that do not go together
   */
  read(command: Command): z.output<S> {
    const given: Record<string, unknown> = {};
    for (const { path } of this.settings) {
      const name = new Option(flagOf(path)).attributeName();
      if (command.getOptionValueSource(name) === 'cli') put(given, path, command.getOptionValue(name));
    }
    const checked = this.block.safeParse(given);
    if (checked.success) return checked.data;
    const [issue] = checked.error.issues as [z.core.$ZodIssue];
    throw new UnisonoError('BAD_FLAG', { flag: flagOf(issue.path.map(String)), reason: issue.message });
  }
}

function optionOf(setting: Setting): Option {
  const option = new Option(flagOf(setting.path) + PLACEHOLDERS[setting.form], helpOf(setting));
  if (setting.default !== undefined) option.default(setting.default);
  if (setting.form === 'choice') option.choices(setting.choices);
  else if (setting.form !== 'switch') option.argParser((text: string) => parsed(setting, text));
  return option;
}

/** A fragment, as help texts are, with unit and range. */
function helpOf({ description, unit, range, form }: Setting): string {
  const fragment = description
    .replace(/^[A-Z](?=[a-z' ])/, (letter) => letter.toLowerCase())
    .replace(/ Default: ([^.]*)\.$/, ' (default: $1)')
    .replace(/\.(?= \(default|$)/, '');
  // Commander lists choices by itself.
  const about = [
    ...(unit === undefined ? [] : [unit]),
    ...(form === 'number' || form === 'whole number' ? [range] : []),
  ];
  return about.length === 0 ? fragment : `${fragment} [${about.join('; ')}]`;
}

/** The value of a setting as text, within the setting's range. */
function parsed({ form, range, schema, choices }: Setting, text: string): unknown {
  const value =
    form === 'list' && !choices.includes(text)
      ? text.split(',').map((each) => each.trim())
      : form === 'number' || form === 'whole number'
        ? text.trim() === ''
          ? Number.NaN
          : Number(text)
        : text;
  if (!schema.safeParse(value).success) throw new InvalidArgumentError(`It must be a ${range}.`);
  return value;
}

function put(block: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) block[key] = value;
  else {
    block[key] ??= {};
    put(block[key] as Record<string, unknown>, rest, value);
  }
}
