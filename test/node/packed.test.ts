import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate, type Run, runWithoutModels } from '../packed-commands.js';
import { folderWithoutPackages, packCleanClone, runIn } from '../packed-package.js';

const VERSIONS = ['20', '22', '24'];

/** The package as npm installs it from a tarball, with every Node.js that it is for, which come from npm as well. */
describe('the installed package', () => {
  const folder = folderWithoutPackages();
  let tarball: string;
  beforeAll(() => {
    tarball = packCleanClone(folder).path;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function install(place: string, ...packages: string[]): string {
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'package.json'), '{}');
    execFileSync('npm', ['install', '--ignore-scripts', ...packages], { cwd: place, stdio: 'pipe' });
    return join(place, 'node_modules');
  }

  it.each(VERSIONS)('works with Node.js %s, without optional packages and with them', async (version) => {
    // Of the npm package `node`, the part for this system; its install script would do no more than choose it.
    const binaries = `node-${process.platform}-${process.arch}`;
    const node = join(install(join(folder, `node-${version}`), `${binaries}@${version}`), binaries, 'bin', 'node');
    const place = join(folder, `with-${version}`);
    const unisono = join(install(place, tarball), 'unisono');
    const run: Run = (...args) => runIn(place, node, [join(unisono, 'dist', 'cli', 'main.js'), ...args]);

    expect((await runIn(place, node, ['--version'])).out).toMatch(new RegExp(`^v${version}\\.`));
    await runWithoutModels(run, place, unisono);
    expect((await generate(run, place, unisono)).err).toContain('PACKAGE_MISSING');
    install(place, tarball, 'onnxruntime-node@1');
    const generated = await generate(run, place, unisono);
    expect(generated.code, generated.err).toBe(0);
  });
});
