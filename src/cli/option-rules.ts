import type { Command, Option } from 'commander';
import { UnisonoError } from '../core/errors.js';

/** Arguments and options of a command line. */
export interface Asked {
  /** The given positional arguments. */
  readonly args: readonly string[];
  /** Whether an option is on the command line, by its long name ("--drop"); a default does not count. */
  given(option: string): boolean;
  /** An option's value, its default included. */
  value(option: string): unknown;
}

/** Options that apply only in some uses of a command. */
export interface OptionRule {
  /** Long names, "--drop". */
  readonly options: readonly string[];
  /** Condition, read after "applies only": "with --encoder", "without a configuration". */
  readonly where: string;
  readonly holds: (asked: Asked) => boolean;
}

const RULES = new WeakMap<Command, OptionRule[]>();

/**
 * Makes it a usage error to give one of `options` where it has no effect: BAD_FLAG with the option and its condition. The
 * check runs before the command's action; options that are not on the command line never fail, whatever their
 * defaults. Call it once per group of options, after they are declared.
 *
 *     onlyWhere(command, ['--base', '--drop'], 'without a configuration', ({ args }) => args.length === 0);
 *
 * @param where read after "applies only"
 * @throws Error for an option that the command does not have, which is a defect of the command
 */
export function onlyWhere(
  command: Command,
  options: readonly string[],
  where: string,
  holds: (asked: Asked) => boolean,
): void {
  for (const option of options) find(command, option);
  const rules = RULES.get(command) ?? [];
  if (rules.length === 0) command.hook('preAction', (_, action) => check(action, rules));
  rules.push({ options, where, holds });
  RULES.set(command, rules);
}

/** {@link onlyWhere} for options that apply only together with another one, or with any of several. */
export function onlyWith(command: Command, options: readonly string[], ...needed: readonly string[]): void {
  for (const option of needed) find(command, option);
  onlyWhere(command, options, `with ${needed.join(' or ')}`, ({ given }) => needed.some(given));
}

/** The rules of a command, for tests. */
export function optionRules(command: Command): readonly OptionRule[] {
  return RULES.get(command) ?? [];
}

function check(command: Command, rules: readonly OptionRule[]): void {
  const asked: Asked = {
    args: command.args,
    given: (option) => isGiven(command, find(command, option)),
    value: (option) => command.getOptionValue(find(command, option).attributeName()),
  };
  for (const { options, where, holds } of rules) {
    const flag = options.find(asked.given);
    if (flag === undefined || holds(asked)) continue;
    throw new UnisonoError('BAD_FLAG', { flag, reason: `applies only ${where}; see ${nameOf(command)} --help` });
  }
}

function find(command: Command, name: string): Option {
  const option = command.options.find(({ long }) => long === name);
  if (!option) throw new Error(`${command.name()} has no option ${name}`);
  return option;
}

/** "--x" and "--no-x" share one value, which shows which of them was given. */
function isGiven(command: Command, option: Option): boolean {
  const name = option.attributeName();
  if (command.getOptionValueSource(name) !== 'cli') return false;
  return (command.getOptionValue(name) === false) === option.negate;
}

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}
