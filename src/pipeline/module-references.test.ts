import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformWithEsbuild } from 'vite';
import { describe, expect, it } from 'vitest';
import { moduleReferences } from './module-references.js';

const SOURCES = fileURLToPath(new URL('..', import.meta.url));

describe('moduleReferences', () => {
  it('finds in every source of unisono what its build imports', async () => {
    const names = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
    expect(names.length).toBeGreaterThan(100);
    for (const name of names) {
      const source = readFileSync(join(SOURCES, name), 'utf8');
      if (name.endsWith('.test.ts') || name.includes('assembly')) continue;
      const found = moduleReferences(name, source);
      expect(found, name).toEqual(expect.arrayContaining(moduleReferences(`${name}.js`, await build(name, source))));
    }
  });
});

async function build(fileName: string, source: string): Promise<string> {
  const compilerOptions = { verbatimModuleSyntax: true, jsx: 'react-jsx', jsxImportSource: 'preact' } as const;
  return (await transformWithEsbuild(source, fileName, { tsconfigRaw: { compilerOptions } })).code;
}
