import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './packed-package.js';
import { makeProject } from './small-project.js';

const runNode = promisify(execFile);

/** The examples of docs/library.md: their headings and code. */
const page = readFileSync(join(ROOT, 'docs', 'library.md'), 'utf8');
const examples = [...page.matchAll(/^## (\d+)\. (.+)\n[\s\S]*?```js\n([\s\S]*?)```/gm)].map(
  ([, number = '', title = '', code = '']) => ({ number, title, code }),
);

/** What the examples print, as far as it matters. */
const PRINTED: Readonly<Record<string, RegExp>> = {
  '1': /^\d+ pairs, RS [01]/,
  '2': /^\d+ pairs, EM 1$/,
  '3': /^rs>=0\.5: met$/,
  '4': /^true$/,
  '5': /case/,
  '6': /^how-form: /m,
  '7': /^1 pair$/,
  '9': /^\d+ stages; B, .*Merged\nMerged model: .*model$/,
  '10': /^FILE_NOT_FOUND .*absent\.yml.* 1$/s,
};

describe('unisono as a library', () => {
  let folder: string;
  /** Runs code as a module that has the built package installed beside it. */
  const runCode = async (name: string, code: string) => {
    writeFileSync(join(folder, name), code);
    return (await runNode(process.execPath, [name], { cwd: folder })).stdout.trim();
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'unisono-library-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules', 'unisono'));
    for (const name of ['specialist-a', 'specialist-b'])
      cpSync(join(ROOT, 'models', 'tiny'), join(folder, name), { recursive: true });
    makeProject(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has ten examples', () => {
    expect(examples.map(({ number }) => number)).toEqual(Array.from({ length: 10 }, (_, i) => String(i + 1)));
  });

  it.each(examples)('$number: $title', async ({ number, code }) => {
    expect(await runCode(`example-${number}.mjs`, code)).toMatch(PRINTED[number] ?? /^/);
    if (number === '8') expect(readFileSync(join(folder, 'merged', 'config.json'), 'utf8')).toContain('{');
  });

  it('loads no large package when it is imported', async () => {
    const code = `
      import { createRequire, register } from 'node:module';
      const hook = 'export async function load(url, context, next) { console.log(url); return next(url, context); }';
      register('data:text/javascript,' + encodeURIComponent(hook));
      await import('unisono');
      console.log(Object.keys(createRequire(import.meta.url).cache).join('\\n'));`;
    const loaded = await runCode('light.mjs', code);
    expect(loaded).toMatch(/dist\/index\.js/);
    expect(loaded).not.toMatch(/node_modules\/(onnxruntime|usearch|echarts|wink|openai)/);
    // What the build puts into files of its own: charts, OpenAI's client, the hub's.
    expect(loaded).not.toMatch(/dist\/(report\/charts|endpoint\/openai|hub\/huggingface)/);
  });
});
