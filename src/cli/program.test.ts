import { describe, expect, it } from 'vitest';
import { UnisonoError } from '../core/errors.js';
import type { RegisterCommand } from './commands/index.js';
import { loadCommands } from './commands/index.js';
import { CliContext } from './context.js';
import { FakeStream } from './fake-stream.contract.js';
import { createProgram, runCli } from './program.js';

/** A command that works for a while, and fails as it is told to. */
const work: RegisterCommand = (program, context) => {
  program
    .command('work')
    .argument('<file>')
    .option('--steps <n>', 'how many', Number, 2)
    .action(async (file: string, { steps }: { steps: number }) => {
      const task = context.progress.task('work', steps, 'steps');
      task.advance(1);
      await Promise.resolve();
      if (file === 'missing') throw new UnisonoError('FILE_NOT_FOUND', { path: file, stage: 'none' });
      if (file === 'bad.yaml') throw new UnisonoError('BAD_SETTING', { path: file, key: 'k', reason: 'no' });
      if (file === 'full') throw Object.assign(new Error('write'), { code: 'ENOSPC', path: 'out.bin' });
      if (file === 'defect') throw new TypeError('x is not a function.');
      task.end();
      context.print(`worked on ${file}\n`, { file, steps, cwd: context.cwd });
    });
};

async function run(args: string, env: Record<string, string> = {}) {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const code = await runCli(args.split(' ').filter(Boolean), { stdout, stderr, env, cwd: '/here' }, [work]);
  return { code, out: stdout.text, err: stderr.text, events: () => stdout.lines.map((line) => JSON.parse(line)) };
}

describe('a command', () => {
  it('prints its result to stdout and its progress to stderr', async () => {
    const { code, out, err } = await run('work a.txt');
    expect([code, out]).toEqual([0, 'worked on a.txt\n']);
    expect(err).toMatch(/^work: 2 steps\nwork: done in .*, 1 steps\n$/);
  });

  it('prints nothing but its result when quiet', async () => {
    expect(await run('work a.txt --quiet')).toMatchObject({ code: 0, out: 'worked on a.txt\n', err: '' });
    expect(await run('--quiet work a.txt')).toMatchObject({ code: 0, out: 'worked on a.txt\n', err: '' });
  });

  it('prints JSON lines alone with --json', async () => {
    const { err, events } = await run('work a.txt --json --steps 3');
    expect(err).toBe('');
    expect(events()).toEqual([
      expect.objectContaining({ event: 'task', state: 'started', total: 3 }),
      expect.objectContaining({ event: 'task', state: 'ended' }),
      { event: 'result', result: { file: 'a.txt', steps: 3, cwd: '/here' } },
    ]);
  });
});

describe('an error', () => {
  it.each([
    ['missing', 1, 'error FILE_NOT_FOUND: missing: no such file.'],
    ['bad.yaml', 2, 'error BAD_SETTING: bad.yaml: k: no.'],
    ['full', 1, 'error DISK_FULL: out.bin: the disk is full.'],
    ['defect', 1, 'error INTERNAL: x is not a function. This is a bug in unisono'],
  ])('is one line on stderr and an exit code: %s', async (file, exitCode, message) => {
    const { code, out, err } = await run(`work ${file} --quiet`);
    expect([code, out]).toEqual([exitCode, '']);
    expect(err.startsWith(message), err).toBe(true);
    expect(err.match(/\n/g)).toHaveLength(1);
  });

  it('is an event on stdout with --json', async () => {
    const { code, err, events } = await run('work missing --json');
    expect([code, err]).toEqual([1, '']);
    expect(events().at(-1)).toEqual({
      event: 'error',
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining('no such file'),
      details: { path: 'missing', stage: 'none' },
      exitCode: 1,
    });
  });

  it('shows its stack only if it is unexpected and DEBUG is set', async () => {
    expect((await run('work defect', { DEBUG: '1' })).err).toContain('program.test.ts');
    expect((await run('work defect')).err).not.toContain('program.test.ts');
    expect((await run('work missing', { DEBUG: '1' })).err).not.toContain('program.test.ts');
  });
});

describe('usage', () => {
  it.each([
    ['wrok a.txt', "unisono: unknown command 'wrok' (Did you mean work?); see unisono --help."],
    ['work a.txt --step 3', "unisono work: unknown option '--step' (Did you mean --steps?); see unisono work --help."],
    ['--qiet work a', "unisono work: unknown option '--qiet' (Did you mean --quiet?); see unisono work --help."],
    ['work', "unisono work: missing required argument 'file'; see unisono work --help."],
    [
      'work a b',
      "unisono work: too many arguments for 'work'. Expected 1 argument but got 2; see unisono work --help.",
    ],
    ['work a --steps', "unisono work: option '--steps <n>' argument missing; see unisono work --help."],
  ])('is checked: %s', async (args, message) => {
    expect(await run(args)).toMatchObject({ code: 2, out: '', err: `error BAD_FLAG: ${message}\n` });
  });

  it('is checked with --json too, wherever that stands', async () => {
    for (const args of ['work --json', '--json work', 'work a --no --json']) {
      const { code, err, events } = await run(args);
      expect([code, err, events()]).toEqual([2, '', [expect.objectContaining({ event: 'error', code: 'BAD_FLAG' })]]);
    }
  });

  it('is explained on demand, and for want of a command', async () => {
    const help = await run('--help');
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain('Usage: unisono [options] [command]');
    expect(await run('')).toMatchObject({ code: 2, out: '', err: help.out });
    expect((await run('help work')).out).toContain('Usage: unisono work [options] <file>');
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });

  it('fits into 80 columns, for every command', async () => {
    const io = { stdout: new FakeStream(), stderr: new FakeStream(), env: {}, cwd: '/' };
    const program = createProgram(new CliContext(io, '1.0.0'), io, await loadCommands([]));
    for (const command of [program, ...program.commands]) {
      for (const line of command.helpInformation().split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    }
  });
});
