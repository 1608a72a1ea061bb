import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MAIN } from './cli.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const SUBPATHS = Object.keys(manifest.exports).filter((subpath) => subpath !== './package.json');

/** The tarball, unpacked where `npm install` would put it, beside the packages that it depends on. */
describe('the package', () => {
  let folder: string;
  let installed: string;
  let files: string[];

  beforeAll(() => {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run "npm run build" first ("npm test" does)`);
    folder = mkdtempSync(join(tmpdir(), 'unisono-package-'));
    installed = join(folder, 'node_modules', 'unisono');
    const pack = ['pack', '--ignore-scripts', '--json', '--offline', '--pack-destination', folder];
    const [packed] = JSON.parse(execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }));
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['xzf', join(folder, packed.filename), '-C', installed, '--strip-components=1']);
    files = packed.files.map(({ path }: { path: string }) => path);
    symlinkSync(join(ROOT, 'node_modules'), join(installed, 'node_modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const node = (...args: string[]) => spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });

  it('holds what is needed to run the demo', () => {
    for (const file of ['dist/cli/main.js', 'dist/engine/embedded/worker.js', 'dist/merging/kernels/merge.wasm'])
      expect(files).toContain(file);
    for (const shipped of ['models/tiny', 'examples/bank-help']) {
      for (const file of readdirSync(join(ROOT, shipped))) expect(files).toContain(`${shipped}/${file}`);
    }
  });

  it('holds nothing else', () => {
    const top = new Set(files.map((file) => file.split('/')[0]));
    const known = ['LICENSE', 'README.md', 'cluster', 'dist', 'docs', 'examples', 'models', 'package.json'];
    expect([...top].filter((name) => !known.includes(name as string))).toEqual([]);
    expect(files.filter((file) => /\.test\.|\.contract\.|\/fixtures\/|\/testing\//.test(file))).toEqual([]);
    expect(files.filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))).toEqual([]);
    expect(files.filter((file) => file.startsWith('dist/') && !/\.(js|d\.ts|wasm)$/.test(file))).toEqual([]);
  });

  it('answers to its name on the command line', () => {
    const bin = join(installed, manifest.bin.unisono);
    expect(readFileSync(bin, 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true);
    const { status, stdout, stderr } = node(bin, '--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: unisono /);
    expect(node(bin, '--version').stdout).toBe(`${manifest.version}\n`);
  });

  it.each(SUBPATHS)('exports %s, with types', (subpath) => {
    const name = subpath.replace('.', 'unisono');
    const { status, stdout, stderr } = node('-e', `import('${name}').then((m) => console.log(Object.keys(m).length))`);
    expect(status, stderr).toBe(0);
    expect(Number(stdout)).toBeGreaterThan(0);
    expect(existsSync(join(installed, manifest.exports[subpath].types))).toBe(true);
  });

  it('exports every stage', () => {
    const stages = ['variation', 'retrieval', 'training', 'consistency', 'merging', 'evaluation', 'report', 'pipeline'];
    expect(SUBPATHS).toEqual(expect.arrayContaining([...stages, 'engine', 'metrics'].map((name) => `./${name}`)));
  });

  it('has a command in the clone that can be executed, as npx does', () => {
    expect(statSync(MAIN).mode & 0o111, 'npm run build must make dist/cli/main.js executable').toBe(0o111);
  });
});
