import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './packed-package.js';

const runNode = promisify(execFile);

/** The examples of docs/library.md: their headings and code. */
const page = readFileSync(join(ROOT, 'docs', 'library.md'), 'utf8');
const examples = [...page.matchAll(/^## (\d+)\. (.+)\n[\s\S]*?```js\n([\s\S]*?)```/gm)].map(
  ([, number = '', title = '', code = '']) => ({ number, title, code }),
);

/** What the examples print, as far as it matters. */
const PRINTED: Readonly<Record<string, RegExp>> = {
  '1': /^\d+ pairs, RS [01]/,
  '2': /rs>=0\.5: \w+/,
  '3': /^true$/,
  '4': /case/,
  '5': /^how-form: /m,
  '6': /rs: 1, em: 0/,
  '7': /^1 pair$/,
  '9': /^help-desk$/,
  '10': /^FILE_NOT_FOUND .*absent\.yml.* 1$/s,
};

/** Runs code as a module that has the built package installed beside it. */
describe('unisono as a library', () => {
  let folder: string;
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
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has ten examples', () => {
    expect(examples.map(({ number }) => number)).toEqual(Array.from({ length: 10 }, (_, i) => String(i + 1)));
  });

  it.each(examples)('$number. $title', async ({ number, code }) => {
    expect(await runCode(`example-${number}.mjs`, code)).toMatch(PRINTED[number] ?? /^/);
    if (number === '8') expect(readFileSync(join(folder, 'merged', 'config.json'), 'utf8')).toContain('{');
  });

  it('loads neither ONNX Runtime nor charts nor the vector index when it is imported', async () => {
    const code = `
      import { register } from 'node:module';
      const hook = 'export async function load(url, context, next) { console.log(url); return next(url, context); }';
      register('data:text/javascript,' + encodeURIComponent(hook));
      await import('unisono');
      console.log('done');`;
    const loaded = await runCode('light.mjs', code);
    expect(loaded).toMatch(/dist\/index\.js/);
    expect(loaded).not.toMatch(/node_modules\/(onnxruntime|usearch|echarts)|dist\/report\/charts/);
  });

  it('exports these values', async () => {
    const names = await runCode('names.mjs', "console.log(Object.keys(await import('unisono')).sort().join(' '));");
    expect(names.split(' ')).toEqual([
      ...['DEFAULT_KINDS', 'EXIT', 'KINDS', 'LEXICAL_KINDS', 'TargetFailure', 'UnisonoError', 'agreementOf'],
      ...[
        'canonicalize',
        'check',
        'classifyPair',
        'consistencyMerge',
        'fromFunction',
        'judgeCheckGates',
        'loadDataset',
      ],
      ...['mergeModels', 'openTargetFile', 'parseGate', 'readMergeConfig', 'run', 'scorePair', 'scorePairs'],
      ...['silentProgress', 'splitQuestions', 'vary', 'verifyMerge'],
    ]);
  });
});
