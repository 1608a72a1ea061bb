import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command, Option } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { UnisonoError } from '../core/errors.js';
import { TrainingSettings } from '../training/settings.js';
import { loadCommands, type RegisterCommand } from './commands/index.js';
import { CliContext } from './context.js';
import { FakeStream } from './fake-stream.contract.js';
import { examplesOf, HELP_WIDTH } from './help.js';
import { optionRules } from './option-rules.js';
import { createProgram } from './program.js';
import { SettingOptions } from './setting-options.js';

/** Flags of training settings that apply whatever the other ones are. */
const PLAIN_SETTINGS = new SettingOptions(TrainingSettings)
  .flags()
  .filter((flag) => !/^--(triplet-|muon-|lora-(?!rank))/.test(flag));

/**
 * Options that apply in every use of their command. All others need a rule in `option-rules.ts`, so that one that would
 * change nothing is a usage error.
 */
const ALWAYS: Readonly<Record<string, string>> = {
  activations: '--model --adapter --queries --pooling --device --out',
  answer: '--target --examples --plan --out',
  calibrate: '--words --resamples --seed --out',
  canonicalize: '--out',
  check: '--questions --docs --seed --list',
  classify: '--encoder --out',
  compare: '--model --gate --out',
  encode: '--encoder --examples --out',
  evaluate: '--examples --answers --target --threshold --words --bertscore --resamples --seed --out --gate',
  generate:
    '--model --adapter --examples --max-new-tokens --batch --greedy --repetition-penalty --stop --precision --device --out',
  import: '--dtype',
  judge: '--pairs --examples --endpoint --model --api-key-env --concurrency --max-requests --repeats --seed --out',
  merge: '--dry-run --threads --shard-size --overwrite --resume --no-sync --hash-inputs --seed',
  mine: '--encoder --neighbors --similarity --threshold --as-dataset --seed --out',
  plan: '--examples --contexts --repeats --interaction --out',
  pull: '--include',
  report: '--mining --out',
  retrieve: '--data --variants --k --out',
  run: '--force',
  schema: '',
  score: '--out --threshold --words --stem --tokenize --smooth --lowercase --encoder --resamples --seed',
  'serve-plan': '--gpus --gpu-memory --length --sequences --port',
  train: `--base --examples --name --kinds --no-triplet --adapter ${PLAIN_SETTINGS.join(' ')} --seed --device --out`,
  tune: '',
  vary: '--data --kinds --per-kind --limit --seed --out --endpoint --rules',
  verify: '--samples',
  weights: '--model --export-mergekit',
};

/** Command lines that break the rules which neither the bare option nor "without --x" breaks, by command and option. */
const BREAKING: Readonly<Record<string, string>> = {
  'merge --base': 'config.yml merged --base base',
  'merge --model': 'config.yml merged --model A=a',
  'merge --weights': 'config.yml merged --weights weights.json',
  'merge --drop': 'config.yml merged --drop 0.9',
  'merge --out': 'config.yml merged --out elsewhere',
};

let commands: RegisterCommand[];
beforeAll(async () => {
  commands = await loadCommands([]);
});

const io = () => ({ stdout: new FakeStream(), stderr: new FakeStream(), env: {}, cwd: '/' });

function newProgram(): Command {
  return createProgram(new CliContext(io(), '1.0.0'), io(), commands);
}

/** Reads a command line as the program does, rules included, and does nothing. */
async function read(args: readonly string[]): Promise<unknown> {
  const context = new CliContext(io(), '1.0.0');
  const program = createProgram(context, io(), commands);
  for (const command of program.commands) command.action(() => {});
  try {
    await program.parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    return error;
  } finally {
    context.close();
  }
}

/** The arguments of "unisono x --y 'z z' < file", as a shell splits them, up to what it does not pass on. */
function shellArguments(line: string): string[] {
  const words: string[] = line.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  const end = words.findIndex((word) => /^(?:[<>|#]|&&|\d>)/.test(word));
  return words.slice(words.indexOf('unisono') + 1, end < 0 ? undefined : end).map((word) => word.replace(/["']/g, ''));
}

describe('help', () => {
  it('fits into 80 columns, and marks what is required', () => {
    const program = newProgram();
    for (const command of [program, ...program.commands]) {
      const help = command.helpInformation();
      for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(HELP_WIDTH);
      const required = command.options.filter(({ mandatory }) => mandatory);
      expect(help.match(/\(required\)/g) ?? [], command.name()).toHaveLength(required.length);
    }
  });

  it('describes every argument and option, noun first', () => {
    for (const command of newProgram().commands) {
      for (const { flags, description } of command.options)
        expect(description, `${command.name()} ${flags}`).toMatch(/^(?!(?:of|for|that|what|which|in which) )\S/);
      for (const argument of command.registeredArguments) expect(argument.description, argument.name()).not.toBe('');
    }
  });

  it('has two examples that the program reads, broken before options as a shell joins them', async () => {
    const program = newProgram();
    for (const command of program.commands) {
      const examples = examplesOf(command);
      expect(examples.length, command.name()).toBeGreaterThanOrEqual(2);
      const printed =
        command
          .helpInformation()
          .split('Examples:\n')[1]
          ?.replace(/ \\\n */g, ' ') ?? '';
      for (const example of examples) {
        expect(printed).toContain(`  ${example}\n`);
        expect(shellArguments(example)[0]).toBe(command.name());
        expect(await read(shellArguments(example)), example).toBeUndefined();
      }
    }
  });
});

describe('options that do not apply', () => {
  it('have a rule, or apply always', () => {
    const always: Record<string, string> = {};
    for (const command of newProgram().commands) {
      const ruled = new Set(optionRules(command).flatMap(({ options }) => options));
      always[command.name()] = command.options
        .flatMap(({ long }) => (long && !ruled.has(long) ? [long] : []))
        .join(' ');
    }
    expect(always).toEqual(ALWAYS);
  });

  it('are usage errors that name them', async () => {
    let tried = 0;
    for (const command of newProgram().commands) {
      for (const { options, where } of optionRules(command)) {
        for (const option of options) {
          const error = await read(breaking(command, option, where));
          const label = `${command.name()} ${option} applies only ${where}`;
          expect(error, label).toBeInstanceOf(UnisonoError);
          const { code, details, exitCode } = error as UnisonoError;
          expect([label, code, details.flag, exitCode]).toEqual([label, 'BAD_FLAG', option, 2]);
          expect(details.reason).toContain('applies only');
          tried++;
        }
      }
    }
    expect(tried).toBeGreaterThan(50);
  });
});

/** A command line with an option where it does not apply. */
function breaking(command: Command, option: string, where: string): string[] {
  const line = BREAKING[`${command.name()} ${option}`];
  if (line !== undefined) return [command.name(), ...shellArguments(`unisono ${line}`)];
  const required = command.options.filter(({ mandatory }) => mandatory);
  const excluded = /^without (--[a-z-]+)/.exec(where)?.[1];
  const given = [option, ...(excluded ? [excluded] : [])].map((name) => find(command, name));
  return [
    command.name(),
    ...command.registeredArguments.filter((argument) => argument.required).map(() => 'file'),
    ...[...new Set([...required, ...given])].flatMap(optionWithValue),
  ];
}

function find(command: Command, name: string): Option {
  const option = command.options.find(({ long }) => long === name);
  if (!option) throw new Error(`${command.name()} has no option ${name}`);
  return option;
}

function optionWithValue(option: Option): string[] {
  const placeholder = /<(.+)>/.exec(option.flags)?.[1];
  if (placeholder === undefined) return [option.long as string];
  const values: Record<string, string> = {
    ...{ n: '8', x: '0.5', p: '0.5', share: '0.5', seconds: '8', bytes: '5GB', size: '80', cosine: '0.5' },
    ...{ 'name=folder': 'A=a', 'name=file': 'A=a', 'name=what': 'A=a', expression: 'rs>=0.5' },
  };
  return [option.long as string, option.argChoices?.[0] ?? values[placeholder] ?? 'given'];
}

describe('documentation', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const pages = ['README.md', ...readdirSync(`${root}/docs`).map((name) => `docs/${name}`)].filter((name) =>
    name.endsWith('.md'),
  );

  it('has command lines that the program reads', async () => {
    let count = 0;
    for (const page of pages) {
      for (const line of commandLines(readFileSync(`${root}/${page}`, 'utf8'))) {
        expect(await read(shellArguments(line)), `${page}: ${line}`).toBeUndefined();
        count++;
      }
    }
    expect(count).toBeGreaterThan(20);
  });
});

/** Lines of code blocks that begin with unisono, joined where a backslash ends them. */
function commandLines(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, block]) => block as string);
  return blocks
    .flatMap((block) => block.replace(/ *\\\n */g, ' ').split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').replace(/^(?:\$ )?(?:.* && )?(?:npx )?/, ''))
    .filter((line) => /^unisono [a-z-]/.test(line));
}
