import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeRepository } from './fake-repository.contract.js';
import { SourceReader } from './reachable-source.js';

let repository: FakeRepository;
const put = (path: string, content?: string) => repository.put(path, content);
const reach = (entry: string) => new SourceReader(repository.root).reach([entry]);
const filesOf = async (entry: string) => [...(await reach(entry)).files.keys()];

beforeEach(() => {
  repository = new FakeRepository();
});
afterEach(() => rmSync(repository.root, { recursive: true, force: true }));

describe('SourceReader', () => {
  it('follows every kind of reference, and circles only once', async () => {
    put(
      'src/stage/main.ts',
      `import { a } from '../a.js';
       import { join } from 'node:path';
       import z from 'zod';
       import type { T } from './types.js';
       import { type U } from './types.js';
       export * from './star.js';
       export const later = () => import('./later.js');
       export const text = "import no from './string.js'"; // import no from './comment.js'
       console.log(new Worker(new URL('./worker.js', import.meta.url)), a, join, z, 0 as unknown as T & U);`,
    );
    put('src/a.ts', `import { later } from './stage/main.js'; export const a = later;`);
    put('src/stage/star.ts', `export { page } from './page.js'; export const star = 1;`);
    put('src/stage/page.tsx', 'import { h } from "@scope/preact/hooks"; export const page = <p>don’t {h}</p>;');
    put('src/stage/later.ts', 'export const later = 1;');
    put('src/stage/worker.ts', `console.log(new URL('../..', import.meta.url));`);
    const { files, packages } = await reach('src/stage/main.ts');
    expect([...files.keys()]).toEqual([
      'src/a.ts',
      'src/stage/later.ts',
      'src/stage/main.ts',
      'src/stage/page.tsx',
      'src/stage/star.ts',
      'src/stage/worker.ts',
    ]);
    expect([...packages].sort()).toEqual(['@scope/preact', 'preact', 'zod']);
  });

  it('takes of a module that only passes things on what was asked of it', async () => {
    put('experiments/stages/x.ts', `import { b as c, d } from 'unisono/part'; console.log(c, d);`);
    put(
      'src/part/index.ts',
      `export { a } from './a.js'; export { bb as b } from './b.js'; export * from './more.js';`,
    );
    put('src/part/more.ts', `export { d } from './d.js'; export { e } from './e.js';`);
    for (const name of ['a', 'd', 'e']) put(`src/part/${name}.ts`, `export const ${name} = 1;`);
    put('src/part/b.ts', 'export const bb = 1;');
    expect(await filesOf('experiments/stages/x.ts')).toEqual([
      'experiments/stages/x.ts',
      'src/part/b.ts',
      'src/part/d.ts',
    ]);
    put('experiments/stages/x.ts', `import * as part from 'unisono/part'; console.log(part);`);
    expect(await filesOf('experiments/stages/x.ts')).toHaveLength(5);
  });

  it('hashes what code does, not how it is written', async () => {
    const hash = async (content: string) => {
      put('src/main.ts', content);
      return (await reach('src/main.ts')).files.get('src/main.ts');
    };
    const before = await hash('export function twice(x: number) { return x * 2; }');
    const retouched =
      '/** Doubles. */\nexport function twice(value: number): number {\n  return value * 2; // yes\n}\n';
    expect(await hash(retouched)).toBe(before);
    expect(await hash('export function twice(x: number) { return x * 3; }')).not.toBe(before);
  });

  it('counts the sources of what is built', async () => {
    put('src/merging/kernels/merge-kernels.ts', `export const built = new URL('./merge.wasm', import.meta.url);`);
    put('src/merging/kernels/assembly/merge.ts', '@inline function f(): f32x { return 1 }');
    const entry = 'src/merging/kernels/merge-kernels.ts';
    expect(await filesOf(entry)).toEqual(['src/merging/kernels/assembly/merge.ts', entry]);
  });

  it('refuses what it cannot follow, and broken code', async () => {
    put('src/a.ts', 'await import(name)');
    await expect(reach('src/a.ts')).rejects.toThrow('run time');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template in the code under test
    put('src/b.ts', 'await import(`./kinds/${name}.js`)');
    await expect(reach('src/b.ts')).rejects.toThrow('run time');
    put('src/c.ts', 'import { from');
    await expect(reach('src/c.ts')).rejects.toThrow('src/c.ts');
    put('src/d.ts', `import './none.js';`);
    await expect(reach('src/d.ts')).rejects.toThrow('src/d.ts refers to ./none.js');
  });

  it('follows a real stage down to what it is built on', async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const { files, packages } = await new SourceReader(root).reach(['src/engine/embedded/embedded-engine.ts']);
    const found = [...files.keys()];
    expect(found).toEqual(expect.arrayContaining(['src/engine/embedded/worker.ts', 'src/graph/ops/matmul.ts']));
    expect(found.some((name) => name.startsWith('src/report/'))).toBe(false);
    expect([...packages]).toContain('onnxruntime-node');
  });
});
