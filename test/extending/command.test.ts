import { describe, expect, it } from 'vitest';
import { FakeStream } from '../../src/cli/fake-stream.contract.js';
import { runCli } from '../../src/cli/program.js';
import { KINDS } from '../../src/variation/kind-names.js';
import { kindsCommand } from './kinds-command.js';

async function unisono(...args: string[]) {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const code = await runCli(args, { stdout, stderr, env: {}, cwd: '/' }, [kindsCommand]);
  return { code, out: stdout.text, err: stderr.text };
}

describe('a command that is added to the list', () => {
  it('stands in the help, with its examples', async () => {
    expect((await unisono('--help')).out).toMatch(/kinds .*list the kinds of rewording/);
    expect((await unisono('kinds', '--help')).out).toContain('unisono kinds --default');
  });

  it('does its work, as text and as JSON, and refuses what it does not know', async () => {
    const { code, out } = await unisono('kinds');
    expect({ code, lines: out.trim().split('\n').length }).toEqual({ code: 0, lines: KINDS.length });
    expect(JSON.parse((await unisono('kinds', '--default', '--json')).out).result[0].name).toBe('how-form');
    expect((await unisono('kinds', '--all')).code).toBe(2);
  });
});
