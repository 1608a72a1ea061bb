import { describe, expect, it } from 'vitest';
import type { RegisterCommand } from './commands/index.js';
import { CliContext } from './context.js';
import { FakeStream } from './fake-stream.contract.js';
import { onlyWhere, onlyWith, optionRules } from './option-rules.js';
import { createProgram, runCli } from './program.js';

const work: RegisterCommand = (program, context) => {
  const command = program
    .command('work')
    .argument('[file]')
    .option('--base <x>', 'without a file', 'none')
    .option('--depth <n>', 'of --base', Number, 2)
    .option('--layer <n>', 'of --encoder or --model', Number, 0)
    .option('--encoder <x>')
    .option('--model <x>')
    .option('--sync', 'by default', true)
    .option('--no-sync', 'with --base')
    .action((_, flags) => context.print('worked', flags));
  onlyWhere(command, ['--base', '--depth'], 'without a file', ({ args }) => args.length === 0);
  onlyWith(command, ['--layer'], '--encoder', '--model');
  onlyWith(command, ['--no-sync'], '--base');
  onlyWhere(command, ['--model'], 'with an even --depth', ({ value }) => (value('--depth') as number) % 2 === 0);
};

async function run(args: string) {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const code = await runCli(args.split(' '), { stdout, stderr, env: {}, cwd: '/here' }, [work]);
  return { code, out: stdout.text, err: stderr.text };
}

describe('an option that does not apply', () => {
  it.each([
    ['work a.txt --base x', '--base', 'without a file'],
    // A value that equals the default was still asked for.
    ['work a.txt --depth 2', '--depth', 'without a file'],
    ['work --layer 1', '--layer', 'with --encoder or --model'],
    ['work --no-sync', '--no-sync', 'with --base'],
    ['work --model m --depth 3', '--model', 'with an even --depth'],
  ])('is a usage error that names it: %s', async (args, flag, where) => {
    const err = `error BAD_FLAG: ${flag}: applies only ${where}; see unisono work --help.\n`;
    expect(await run(args)).toEqual({ code: 2, out: '', err });
  });

  it.each(['work', 'work a.txt', 'work --base x --depth 3 --no-sync', 'work a.txt --layer 1 --model m', 'work --sync'])(
    'is told from one that does: %s',
    async (args) => expect(await run(args)).toEqual({ code: 0, out: 'worked\n', err: '' }),
  );
});

it('is declared for options that exist, and can be walked', () => {
  const io = { stdout: new FakeStream(), stderr: new FakeStream(), env: {}, cwd: '/here' };
  const program = createProgram(new CliContext(io, '0'), io, [work]);
  const command = program.commands[0];
  if (!command) throw new Error('no command');
  expect(optionRules(command).map(({ options, where }) => [options, where])).toEqual([
    [['--base', '--depth'], 'without a file'],
    [['--layer'], 'with --encoder or --model'],
    [['--no-sync'], 'with --base'],
    [['--model'], 'with an even --depth'],
  ]);
  expect(() => onlyWith(command, ['--bse'], '--base')).toThrow('work has no option --bse');
});
