import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { ROOT } from './packed-package.js';

const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  exports: Record<string, { types?: string }>;
};
const entries = Object.values(exports).flatMap(({ types }) =>
  types === undefined ? [] : [join(ROOT, types.replace('./dist/', 'src/').replace('.d.ts', '.ts'))],
);

/** The sources behind the entry points, without the packages that they import: their types do not matter here. */
function publicProgram(): ts.Program {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    jsx: ts.JsxEmit.ReactJSX,
    noLib: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (names, from) =>
    names.map(({ text }) =>
      text.startsWith('.') ? ts.resolveModuleName(text, from, options, host) : { resolvedModule: undefined },
    );
  return ts.createProgram(entries, options, host);
}

it('everything that the package exports has a docstring', () => {
  const program = publicProgram();
  const checker = program.getTypeChecker();
  const bare = new Set<string>();
  let exported = 0;
  for (const entry of entries) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
    for (const symbol of checker.getExportsOfModule(module)) {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      exported++;
      if (target.getDocumentationComment(checker).length + target.getJsDocTags(checker).length > 0) continue;
      const file = target.declarations?.[0]?.getSourceFile().fileName.slice(ROOT.length);
      bare.add(`${symbol.name} (${file})`);
    }
  }
  expect(exported).toBeGreaterThan(500);
  expect([...bare]).toEqual([]);
});
