import { parse } from 'es-module-lexer';
import { UnisonoError } from '../core/errors.js';

const META_URL = /new\s+URL\(\s*(['"])(\.{1,2}\/[^'"]*)\1\s*,\s*import\.meta\.url\s*\)/g;
const FROM = /(?:\bfrom|\bimport)\s*\(?\s*(['"])(\.{1,2}\/[^'"]*)\1/g;

/**
 * The relative specifiers that a module refers to: static and dynamic imports, re-exports, and
 * `new URL('./file', import.meta.url)`. Imports of types alone are left out, as they are from a build.
 *
 * @param path names the module in errors; `.tsx` sources are searched rather than lexed, since JSX is beyond the lexer
 * @throws INTERNAL for syntax errors and for dynamic imports whose target is not a plain string
 */
export function moduleReferences(path: string, source: string): string[] {
  const imports = path.endsWith('x') ? matches(source, FROM) : lexedImports(path, source);
  return [...imports, ...matches(source, META_URL)].filter((specifier) => /^\.{1,2}\//.test(specifier));
}

function lexedImports(path: string, source: string): string[] {
  const specifiers: string[] = [];
  for (const entry of imports(path, source)) {
    if (entry.type === 'import-meta') continue;
    if (entry.type !== 'dynamic') {
      if (!entry.typeOnly) specifiers.push(entry.specifier);
    } else if (entry.specifier !== undefined && !entry.glob) {
      specifiers.push(entry.specifier);
    } else {
      throw new UnisonoError('INTERNAL', { reason: `${path}: the target of an import() is only known at run time` });
    }
  }
  return specifiers;
}

function imports(path: string, source: string) {
  try {
    return parse(source, path)[0];
  } catch (error) {
    throw new UnisonoError('INTERNAL', { reason: (error as Error).message }, { cause: error });
  }
}

function matches(source: string, pattern: RegExp): string[] {
  return [...source.matchAll(pattern)].map((match) => match[2] as string);
}
