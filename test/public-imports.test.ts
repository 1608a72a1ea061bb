import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './packed-package.js';

const FOLDERS = ['bench', 'experiments', 'recipes', 'tools'];

/** Every module that a file names in an import, static or not, or passes on. */
function specifiersIn(path: string): string[] {
  const code = readFileSync(join(ROOT, path), 'utf8');
  return [...code.matchAll(/(?:\bfrom|\bimport\(?)\s*['"]([^'"\n]+)['"]/g)].map(([, specifier = '']) => specifier);
}

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|mjs)$/.test(name))
    .map((name) => join(folder, name)),
);

describe('what is beside src/', () => {
  it('imports the package by its public names alone; tests may also use the fixtures of src', () => {
    const deep = files.flatMap((path) =>
      specifiersIn(path)
        .filter((specifier) => /^(\.\.\/)+(src|dist)\//.test(specifier))
        .filter((specifier) => !(path.endsWith('.test.ts') && specifier.endsWith('.contract.js')))
        .map((specifier) => `${path}: ${specifier}`),
    );
    expect(deep).toEqual([]);
  });

  it('imports only sub-paths that package.json exports', () => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { exports: object };
    // Tests hold made-up sources, with made-up names.
    const own = files
      .filter((path) => !path.endsWith('.test.ts'))
      .flatMap(specifiersIn)
      .filter((specifier) => /^unisono(\/|$)/.test(specifier));
    expect(own.length).toBeGreaterThan(100);
    expect([...new Set(own)].filter((specifier) => !(specifier.replace('unisono', '.') in exports))).toEqual([]);
  });
});
