import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MAIN } from './cli.js';
import { generate, type Run, runWithoutModels } from './packed-commands.js';
import {
  folderWithoutPackages,
  installBeside,
  OPTIONAL,
  packCleanClone,
  ROOT,
  runIn,
  type Tarball,
} from './packed-package.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const SUBPATHS = Object.keys(manifest.exports).filter((subpath) => subpath !== './package.json');

/** Packed from a clean clone, and unpacked where `npm install` would put it, beside what npm would install with it. */
describe('the package', () => {
  let folder: string;
  let tarball: Tarball;
  /** Without packages that are optional, and with them. */
  let alone: string;
  let whole: string;
  const installed = (place: string) => join(place, 'node_modules', 'unisono');

  beforeAll(() => {
    folder = folderWithoutPackages();
    tarball = packCleanClone(folder);
    [alone, whole] = [join(folder, 'alone'), join(folder, 'whole')];
    installBeside(alone, tarball);
    installBeside(whole, tarball, OPTIONAL);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const node = (...args: string[]) => runIn(alone, process.execPath, args);
  const commandOf =
    (place: string): Run =>
    (...args) =>
      runIn(place, process.execPath, [join(installed(place), manifest.bin.unisono), ...args]);

  it('holds what is needed to run the demo', () => {
    for (const file of ['dist/cli/main.js', 'dist/engine/embedded/worker.js', 'dist/merging/kernels/merge.wasm'])
      expect(tarball.files).toContain(file);
    for (const shipped of ['models/tiny', 'examples/bank-help']) {
      for (const file of readdirSync(join(ROOT, shipped))) expect(tarball.files).toContain(`${shipped}/${file}`);
    }
  });

  it('holds nothing else', () => {
    const { files } = tarball;
    const top = new Set(files.map((file) => file.split('/')[0]));
    const known = ['LICENSE', 'README.md', 'cluster', 'dist', 'docs', 'examples', 'models', 'package.json'];
    expect([...top].filter((name) => !known.includes(name as string))).toEqual([]);
    expect(files.filter((file) => /\.test\.|\.contract\.|\/fixtures\/|\/testing\//.test(file))).toEqual([]);
    expect(files.filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))).toEqual([]);
    const inDist = files.filter((file) => file.startsWith('dist/') && !/\.(js|d\.ts|wasm)$/.test(file));
    expect(inDist).toEqual(['dist/LICENSES-packages.txt']);
  });

  it('has the licenses of the packages that were put into it', () => {
    const licenses = readFileSync(join(installed(alone), 'dist', 'LICENSES-packages.txt'), 'utf8');
    for (const name of ['@huggingface/hub', 'echarts', 'openai', 'zrender'])
      expect(licenses).toMatch(new RegExp(`^${name} \\d.*\\(.+\\)$`, 'm'));
  });

  it('takes less than 60 MB with all that is installed beside it', () => {
    const sizeOf = (path: string): number =>
      statSync(path).isDirectory()
        ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
        : Math.ceil(statSync(path).size / 4096) * 4096;
    expect(sizeOf(join(alone, 'node_modules')) / 2 ** 20).toBeLessThan(60);
  });

  it('answers to its name on the command line', async () => {
    const bin = join(installed(alone), manifest.bin.unisono);
    expect(readFileSync(bin, 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true);
    const { code, out, err } = await node(bin, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Usage: unisono /);
    expect((await node(bin, '--version')).out).toBe(`${manifest.version}\n`);
  });

  it.each(SUBPATHS)('exports %s, with types, also without optional packages', async (subpath) => {
    const name = subpath.replace('.', 'unisono');
    const { code, out, err } = await node('-e', `import('${name}').then((m) => console.log(Object.keys(m).length))`);
    expect(code, err).toBe(0);
    expect(Number(out)).toBeGreaterThan(0);
    expect(existsSync(join(installed(alone), manifest.exports[subpath].types))).toBe(true);
  });

  it('exports every stage', () => {
    const stages = ['variation', 'retrieval', 'training', 'consistency', 'merging', 'evaluation', 'report', 'pipeline'];
    expect(SUBPATHS).toEqual(expect.arrayContaining([...stages, 'engine', 'metrics'].map((name) => `./${name}`)));
  });

  it('does what needs no model without optional packages', async () => {
    await runWithoutModels(commandOf(alone), alone, installed(alone));
  });

  it('says how to install ONNX Runtime where a model is to run, and runs it once that is there', async () => {
    const missing = await generate(commandOf(alone), alone, installed(alone));
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('npm install onnxruntime-node@1 ')]);
    expect(missing.err).toContain('PACKAGE_MISSING');
    const present = await generate(commandOf(whole), whole, installed(whole));
    expect(present.code, present.err).toBe(0);
    expect(readFileSync(join(whole, 'answers.jsonl'), 'utf8')).toContain('"id":"a"');
  });

  it('says how to install usearch before it embeds a log, not after', async () => {
    writeFileSync(join(alone, 'log.jsonl'), '{"query": "How do I pay?"}\n{"query": "How do I pay"}\n');
    const script = `
      import { mine } from 'unisono/mining';
      const encoder = { name: 'none', encode: () => console.log('embeds'), release() {} };
      const options = { log: 'log.jsonl', encoder, classify: () => {}, canonical: (x) => x, similarity: 0.8, seed: 1 };
      await mine(options).catch(({ code, message }) => console.log(code, message));`;
    const { out, err } = await node('--input-type=module', '-e', script);
    expect([out, err]).toEqual([expect.stringMatching(/^PACKAGE_MISSING .*npm install usearch@2 /), '']);
  });

  it('has a command in the clone that can be executed, as npx does', () => {
    expect(statSync(MAIN).mode & 0o111, 'npm run build must make dist/cli/main.js executable').toBe(0o111);
  });
});
