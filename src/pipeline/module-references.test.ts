import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { moduleReferences } from './module-references.js';

const SOURCES = fileURLToPath(new URL('..', import.meta.url));

describe('moduleReferences', () => {
  it('finds in every source of unisono what its build imports', () => {
    const names = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
    expect(names.length).toBeGreaterThan(100);
    for (const name of names) {
      const source = readFileSync(join(SOURCES, name), 'utf8');
      if (name.endsWith('.test.ts') || name.includes('assembly')) continue;
      const found = moduleReferences(name, source);
      expect(found, name).toEqual(expect.arrayContaining(moduleReferences(`${name}.js`, build(name, source))));
    }
  });
});

function build(fileName: string, source: string): string {
  const { outputText } = ts.transpileModule(source, {
    fileName,
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      jsx: ts.JsxEmit.ReactJSX,
      jsxImportSource: 'preact',
      verbatimModuleSyntax: true,
    },
  });
  return outputText;
}
