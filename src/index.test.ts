import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENTRY = fileURLToPath(new URL('./index.ts', import.meta.url));

/** The sources of everything that package.json lets others import. */
const ENTRIES = Object.keys(
  (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { exports: object }).exports,
)
  .filter((name) => !name.endsWith('.json'))
  .map((name) => join(ROOT, 'src', name, 'index.ts'));

/** Types in signatures that are the package's own business. */
const INTERNAL = ['Definition', 'ThreadKernels'];

describe('the public API', () => {
  let checker: ts.TypeChecker;
  let exportsOf: (entry: string) => Map<string, ts.Symbol>;
  let exported: Map<string, ts.Symbol>;
  const target = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

  beforeAll(() => {
    const { config } = ts.readConfigFile(`${ROOT}/tsconfig.json`, ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
    const program = ts.createProgram(ENTRIES, { ...options, noEmit: true });
    checker = program.getTypeChecker();
    exportsOf = (entry) => {
      const module = checker.getSymbolAtLocation(program.getSourceFile(entry) as ts.SourceFile) as ts.Symbol;
      return new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, target(symbol)]));
    };
    exported = exportsOf(ENTRY);
  });

  it('has these names in the root export', () => {
    expect([...exported.keys()].sort().join(' ')).toMatchInlineSnapshot(
      `"Agreement AgreementRule AnswerFunction Article BertScoreChoice BleuOptions BleuReading BleuScoring BleuSmoothing BleuTokenizer CHECK_DEFAULTS Change CheckOptions CheckResult Classification ClassifyOptions ConsistencyMerge DEFAULT_KINDS Dataset DatasetPaths EXIT Environment ErrorCode Evidence FailureScope Figure FunctionAnswer FunctionOptions FunctionQuestion GateExpression GateReport KINDS Kind LEXICAL_KINDS Ladder LayerWeightRow LayerWeightTable LocatedModels MergeConfig MergeOptions MergeSettings MergeSummary Operator PairMetricName PairScore PairValues Paraphrase Progress ProgressTask Question QuestionToCheck ReadMergeConfigOptions Resampling ResponsePair RewordingKind RougeWords RunResult ScorePairsOptions ScoreSummary Secret Split SplitQuestion Target TargetAnswer TargetContext TargetFailure TargetQuestion TextScoring UnisonoError Variant VariantLimit VaryOptions Verification VerifyOptions agreementOf canonicalize check classifyPair consistencyMerge fromFunction judgeCheckGates loadDataset mergeModels openTargetFile parseGate readMergeConfig run scorePair scorePairs silentProgress splitQuestions vary verifyMerge"`,
    );
  });

  it('says of everything what it is', () => {
    const silent = ENTRIES.flatMap((entry) =>
      [...exportsOf(entry)]
        .filter(([, symbol]) => symbol.getDocumentationComment(checker).length === 0)
        .map(([name]) => `${relative(ROOT, entry)}: ${name}`),
    );
    expect(ENTRIES.length).toBeGreaterThan(20);
    expect(silent).toEqual([]);
  });

  it('has every type that its signatures name in the root export', () => {
    const symbols = new Set(exported.values());
    const missing = new Set<string>();
    const look = (node: ts.Node): void => {
      if (ts.isBlock(node)) return;
      if (ts.isPropertyDeclaration(node) && ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) return;
      const name = ts.isTypeReferenceNode(node)
        ? node.typeName
        : ts.isExpressionWithTypeArguments(node)
          ? node.expression
          : undefined;
      const found = name && checker.getSymbolAtLocation(name);
      if (found) {
        const symbol = target(found);
        const own = symbol.declarations?.[0]?.getSourceFile().fileName.startsWith(`${ROOT}src/`);
        if (own && !symbols.has(symbol) && !(symbol.flags & ts.SymbolFlags.TypeParameter)) missing.add(symbol.name);
      }
      ts.forEachChild(node, look);
    };
    for (const { declarations = [] } of symbols)
      for (const declaration of declarations)
        if (declaration.getSourceFile().fileName.startsWith(`${ROOT}src/`)) look(declaration);
    expect([...missing].sort()).toEqual(INTERNAL);
  });
});
