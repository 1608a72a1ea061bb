import { type Command, Help, type Option } from 'commander';

/** Columns of all help text. */
export const HELP_WIDTH = 80;

const INDENT = '  ';
const CONTINUED = '      ';
const EXAMPLES = new WeakMap<Command, readonly string[]>();

/**
 * Adds command lines to the end of a command's help. Each is one line of text, "unisono vary --data . --out v.jsonl"; the
 * help breaks it before options where it is longer than {@link HELP_WIDTH}, as a shell would read it.
 */
export function addExamples(command: Command, ...lines: readonly [string, string, ...string[]]): void {
  EXAMPLES.set(command, lines);
}

/** The examples of a command, for tests that run them. */
export function examplesOf(command: Command): readonly string[] {
  return EXAMPLES.get(command) ?? [];
}

/** For `configureHelp`: marks required options and puts examples after the options. */
export const HELP_FORMAT: Partial<Help> = {
  showGlobalOptions: true,
  subcommandTerm: (command: Command) => command.name(),
  optionDescription(this: Help, option: Option) {
    const text = Help.prototype.optionDescription.call(this, option);
    return option.mandatory ? `${text} (required)` : text;
  },
  formatHelp(command: Command, help: Help) {
    const text = Help.prototype.formatHelp.call(help, command, help);
    const lines = examplesOf(command).flatMap(exampleLines);
    return lines.length === 0 ? text : `${text}\n${[help.styleTitle('Examples:'), ...lines, ''].join('\n')}`;
  },
};

/** An example broken before options, with a backslash at the end of continued lines. */
function exampleLines(example: string): string[] {
  const lines: string[] = [];
  for (const part of example.split(/ (?=--?[a-z]|[<|>] )/)) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(INDENT + part);
    // Two columns for " \".
    else if (last.length + 1 + part.length <= HELP_WIDTH - 2) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(CONTINUED + part);
  }
  return lines.map((line, i) => (i < lines.length - 1 ? `${line} \\` : line));
}
