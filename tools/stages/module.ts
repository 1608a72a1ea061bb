import { readFileSync } from 'node:fs';
import { parse } from 'es-module-lexer';
import { transform } from 'esbuild';
import { sha256 } from 'unisono/core';

/** A module as a review sees it. */
export interface Module {
  /** Hash of the code only: comments, formatting, types and names of local variables are ignored. */
  readonly hash: string;
  readonly references: readonly Reference[];
  /** Whether it only re-exports other modules, so that only the requested names count. */
  readonly barrel: boolean;
}

/** Reference of a module to another module, package or file. */
export interface Reference {
  readonly specifier: string;
  /** Imported names, as named in the source; undefined for all. */
  readonly names?: readonly string[] | undefined;
  /** For a barrel: the re-exported names; undefined if unchanged. */
  readonly as?: readonly string[] | undefined;
}

const META_URL = /new URL\("(\.{1,2}\/[^"]*)",import\.meta\.url\)/g;

/**
 * Reads a module of TypeScript. It refers to what it imports, statically or not, to what it passes on, and to files that it
 * names by `new URL('./file', import.meta.url)`; not to what it imports as types alone.
 *
 * @throws Error for broken code, and for an import() whose target is only known at run time
 */
export async function readModule(path: string): Promise<Module> {
  const { code } = await transform(readFileSync(path, 'utf8'), {
    loader: path.endsWith('x') ? 'tsx' : 'ts',
    sourcefile: path,
    minify: true,
    legalComments: 'none',
    tsconfigRaw: { compilerOptions: { jsx: 'react-jsx', jsxImportSource: 'preact' } },
  });
  const references: Reference[] = [];
  const statements: string[] = [];
  for (const entry of parse(code, path)[0]) {
    if (entry.type === 'import-meta') continue;
    const { specifier } = entry;
    if (specifier === undefined || (entry.type === 'dynamic' && entry.glob))
      throw new Error(`${path}: the target of an import() is only known at run time`);
    const statement = code.slice(entry.importStart, entry.importEnd);
    statements.push(statement);
    references.push({ specifier, ...(entry.type === 'static' && namesIn(statement)) });
  }
  for (const [, specifier = ''] of code.matchAll(META_URL)) references.push({ specifier });
  const barrel = statements.every((each) => each.startsWith('export')) && `${statements.join(';')};` === code.trim();
  return { hash: shortHash(code), references, barrel };
}

/** Names in `import{a,b as c}from"x"` and `export{a,b as c}from"x"`; none where everything is taken. */
function namesIn(statement: string): Pick<Reference, 'names' | 'as'> | undefined {
  const list = /^(?:import|export)\{([^}]*)\}from/.exec(statement)?.[1];
  if (list === undefined) return undefined;
  const pairs = list.split(',').map((name) => name.split(' as '));
  return { names: pairs.map(([name]) => name as string), as: pairs.map((pair) => pair.at(-1) as string) };
}

/** A hash prefix, long enough to detect a change. */
export function shortHash(content: string | Uint8Array): string {
  return sha256(content).slice(0, 16);
}
