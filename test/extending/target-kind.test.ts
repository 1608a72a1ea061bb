import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { FakeStream } from '../../src/cli/fake-stream.contract.js';
import { runCli } from '../../src/cli/program.js';
import { readJsonLines } from '../../src/core/files.js';
import { openTargetFile, readTargetSettings } from '../../src/targets/open-target.js';
import { RecordedAnswer } from '../../src/targets/recorded-answer.js';
import { describeTarget } from '../../src/targets/target.contract.js';
import { targetKindsTable, targetSettingsTables } from '../../tools/docs/target-kinds.js';

// As if the two lines that docs/extending.md shows stood in the registry.
vi.mock('../../src/targets/kinds/index.js', async (original) => {
  const { TARGET_KINDS } = await original<typeof import('../../src/targets/kinds/index.js')>();
  const { command } = await import('./command-target.js');
  return { TARGET_KINDS: [...TARGET_KINDS, command] };
});

const dir = mkdtempSync(join(tmpdir(), 'unisono-target-kind-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
writeFileSync(join(dir, 'rag.mjs'), "for await (const part of process.stdin) process.stdout.write('Heard: ' + part);");

function file(name: string, more = '', script = 'rag.mjs'): string {
  writeFileSync(join(dir, name), `kind: command\nprogram: ${process.execPath}\narguments: [${script}]\n${more}`);
  return join(dir, name);
}

async function unisono(...args: string[]) {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const code = await runCli(args, { stdout, stderr, env: {}, cwd: dir });
  return { code, out: stdout.text, err: stderr.text };
}

describeTarget('added kind', async () => ({
  target: await openTargetFile(file('a.yaml'), dir, {}),
  changed: {
    version: await openTargetFile(file('b.yaml', 'version: "2"'), dir, {}),
    arguments: await openTargetFile(file('c.yaml', '', 'rag.mjs, --long'), dir, {}),
  },
}));

describe('a kind of target that is added to the registry', () => {
  it('is read from a file, its mistakes told with their line', () => {
    expect(readTargetSettings(file('a.yaml'))).toMatchObject({ kind: 'command', retries: 4 });
    expect(() => readTargetSettings(file('d.yaml', 'progam: x'))).toThrow(
      /unknown key "progam", did you mean "program"/,
    );
  });

  it('is asked by the command line', async () => {
    file('a.yaml');
    writeFileSync(join(dir, 'e.jsonl'), `${JSON.stringify(EXAMPLE)}\n`);
    const { code, err } = await unisono(
      'answer',
      '--target',
      'a.yaml',
      '--examples',
      join(dir, 'e.jsonl'),
      '--out',
      join(dir, 'out.jsonl'),
    );
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    expect(readJsonLines(join(dir, 'out.jsonl'), RecordedAnswer)).toMatchObject([
      { id: 'q', answer: 'Heard: Is it free?' },
    ]);
  });

  it('stands in the JSON Schema and in the tables of docs/targets.md', async () => {
    const schema = JSON.parse((await unisono('schema', 'target')).out);
    const kinds = schema.oneOf.map((each: { properties: { kind: { const: string } } }) => each.properties.kind.const);
    expect(kinds).toContain('command');
    expect(targetKindsTable()).toContain('| only by a file | `command` | A program: it reads');
    expect(targetSettingsTables()).toContain('| `arguments` | `[]` | Its arguments. |');
  });
});

const EXAMPLE = {
  ...{ id: 'q', question: 'q', split: 'test', kind: 'original', text: 'Is it free?' },
  ...{ contexts: [], answer: 'Yes.' },
};
