import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ADDITIONS } from '../../tools/docs/extending.js';

const at = (path: string) => new URL(`../../${path}`, import.meta.url);
const read = (path: string) => readFileSync(at(path), 'utf8');

// That the code of docs/extending.md is that of the examples, test/generated-docs.test.ts holds.
describe('docs/extending.md', () => {
  it.each(ADDITIONS)('$section: files that exist, new ones that do not, an example that is registered', (addition) => {
    const { section, parts, tests } = addition;
    expect(read('docs/extending.md')).toContain(`<!-- ${section} -->`);
    for (const test of tests) expect(existsSync(at(test)), test).toBe(true);
    const added = parts.filter((part) => 'example' in part);
    for (const part of parts) expect(existsSync(at(part.path)), part.path).toBe(!('example' in part));
    const changes = parts.flatMap((part) =>
      'changes' in part ? part.changes.map((each) => ({ ...each, ...part })) : [],
    );
    expect(added.length + changes.length).toBeGreaterThan(0);
    for (const { path, before } of changes) expect(read(path).split(before), `${path}: ${before}`).toHaveLength(2);
    for (const { path, example } of added) {
      const module = posix.basename(path, '.ts');
      const lines = parts.flatMap((part) => ('lines' in part ? part.lines : []));
      const line = lines.find((each) => each.includes(`/${module}.js'`)) ?? '';
      const name = /import \{ (\w+) \}|\)\)\.(\w+)/.exec(line)?.slice(1).find(Boolean);
      expect(name, `a line that imports ${module}`).toBeDefined();
      expect(read(`test/extending/${example}`)).toMatch(new RegExp(`export (const|function) ${name}\\b`));
    }
  });

  it('names paths that exist', () => {
    const prose = read('docs/extending.md').replace(/<!-- (.*) -->[\s\S]*?<!-- end of \1 -->/g, '');
    const paths = [...prose.matchAll(/`((?:src|test|tools|docs)\/[\w./-]+)`/g)].map(([, path]) => path as string);
    expect(paths.length).toBeGreaterThan(10);
    for (const path of paths.filter((each) => !each.includes('abbreviation')))
      expect(existsSync(at(path)), path).toBe(true);
  });

  it('shows every example of this folder', () => {
    const shown = ADDITIONS.flatMap(({ parts }) => parts.flatMap((part) => ('example' in part ? [part.example] : [])));
    const here = readdirSync(at('test/extending')).filter((name) => !name.endsWith('.test.ts'));
    expect(here.sort()).toEqual(shown.sort());
  });
});
