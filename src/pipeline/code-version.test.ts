import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeManifest, codeVersion } from './code-version.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unisono-code-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content = ''): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** File names of the manifest. */
function files(entry: string): string[] {
  return codeManifest(entry).flatMap((line) => (line.includes('@') ? [] : [line.split(' ')[0] as string]));
}

describe('codeManifest', () => {
  it('follows every kind of relative import, and circles only once', () => {
    const entry = put(
      'stage/main.js',
      `import a from '../a.js';
       import { join } from 'node:path';
       import z from 'zod';
       export * from './star.js';
       const later = () => import('./later.js');
       const worker = new Worker(new URL('./worker.js', import.meta.url));
       const kernel = new URL(
         "../kernel.wasm", import.meta.url);
       // import no from './comment.js'
       const text = "import no from './string.js'";`,
    );
    put('a.js', `import './stage/main.js'; import '../outside.js';`);
    for (const name of ['stage/star.js', 'stage/worker.js', 'kernel.wasm', 'stage/comment.js', 'unrelated.js'])
      put(name);
    put('stage/later.js', `import data from './data.json' with { type: 'json' };`);
    put('stage/data.json', '{}');
    expect(files(entry)).toEqual([
      '../../outside.js',
      '../a.js',
      '../kernel.wasm',
      'data.json',
      'later.js',
      'main.js',
      'star.js',
      'worker.js',
    ]);
    expect(codeManifest(entry)).toContain('../../outside.js absent');
  });

  it('finds TypeScript sources behind .js names and leaves out types', () => {
    put('main.ts', `import { page } from './page.js'; import type { T } from './types.js'; page satisfies T;`);
    put('page.tsx', `import { part } from './part.js';\nexport const page = <p>don't {part}</p>;`);
    put('part.ts', 'export const part = 1;');
    put('types.ts', 'export type T = unknown;');
    expect(files(join(folder, 'main.js'))).toEqual(['main.ts', 'page.tsx', 'part.ts']);
  });

  it('prefers the build to sources beside it', () => {
    put('main.ts');
    expect(files(put('main.js'))).toEqual(['main.js']);
  });

  it('lists the versions of the dependencies', () => {
    expect(codeManifest(put('main.js'))).toContainEqual(expect.stringMatching(/^onnxruntime-node@\d/));
  });

  it('refuses an import that it cannot follow, and broken code', () => {
    expect(() => codeManifest(put('a.js', 'await import(name)'))).toThrow('run time');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template in the code under test
    expect(() => codeManifest(put('b.js', 'await import(`./kinds/${name}.js`)'))).toThrow('run time');
    expect(() => codeManifest(put('c.js', 'import { from'))).toThrow('c.js');
  });

  it('names a missing entry', () => {
    expect(() => codeManifest(join(folder, 'none.js'))).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
  });

  it('follows real stages down to what they are built on', () => {
    const merge = fileURLToPath(new URL('../merging/merge.js', import.meta.url));
    const found = files(merge);
    expect(found).toEqual(expect.arrayContaining(['merge.ts', '../core/random.ts', 'kernels/merge-kernels.ts']));
    expect(found.some((name) => name.startsWith('kernels/merge.wasm'))).toBe(true);
    expect(found.some((name) => name.includes('report'))).toBe(false);
  });
});

describe('codeVersion', () => {
  it('changes with any file behind the entry, and with nothing else', () => {
    const version = (copy: string) => {
      cpSync(join(folder, 'code'), join(folder, copy), { recursive: true });
      return codeVersion(join(folder, copy, 'main.js'));
    };
    put('code/main.js', `import './deep/a.js';`);
    put('code/deep/a.js', 'export const a = 1;');
    put('code/other.js', '1');
    const before = version('1');
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    put('code/other.js', '2');
    expect(version('2')).toBe(before);
    put('code/deep/a.js', 'export const a = 2;');
    expect(version('3')).not.toBe(before);
  });

  it('is worked out once, whether by path or by URL', () => {
    const entry = put('main.js', '1');
    const version = codeVersion(entry);
    writeFileSync(entry, '2');
    expect(readFileSync(entry, 'utf8')).toBe('2');
    expect(codeVersion(pathToFileURL(entry))).toBe(version);
    expect(codeVersion(pathToFileURL(entry).href)).toBe(version);
  });
});
