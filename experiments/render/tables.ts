import type { FigureName, Measured, Results, Subset } from '../runner/results.js';

const COLUMNS: readonly (readonly [FigureName, string])[] = [
  ['rougeL', 'ROUGE-L'],
  ['bleu', 'BLEU'],
  ['em', 'EM'],
  ['rs', 'RS'],
  ['bs', 'BS'],
  ['bothRight', 'both right'],
];

const CALLED: Readonly<Record<string, string>> = {
  rs: 'RS',
  em: 'EM',
  rougeL: 'ROUGE-L',
  bs: 'BS',
  bothRight: 'both right',
};

/** ".412", "-.031": a share without its zero. */
export function short(value: number): string {
  return value.toFixed(3).replace(/^(-?)0\./, '$1.');
}

/** A signed difference: "+.031". */
function signed(value: number): string {
  return value < 0 ? short(value) : `+${short(value)}`;
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The subset of every run that has it. */
function runsOf(results: Results, subset: Subset): Measured[] {
  return results.runs.flatMap(({ subsets }) => subsets[subset] ?? []);
}

/**
 * What every model reached on one subset: figures with 95 % intervals for one seed; for several the mean over the seeds
 * and their least and greatest.
 */
export function figuresTable(results: Results, subset: Subset): string {
  const runs = runsOf(results, subset);
  const rows = runs[0]!.rows.map(({ model, pairs }) => {
    const figures = runs.map(({ rows: each }) => each.find((row) => row.model === model)!.figures);
    const cells = COLUMNS.map(([name]) => {
      const found = figures.flatMap((each) => each[name] ?? []);
      if (found.length === 0) return '';
      const values = found.map(({ value }) => value);
      const [low, high] =
        found.length === 1 ? [found[0]!.low, found[0]!.high] : [Math.min(...values), Math.max(...values)];
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return `${short(mean)} [${short(low)}, ${short(high)}]`;
    });
    return [model, String(pairs), ...cells];
  });
  return markdown(['model', 'pairs', ...COLUMNS.map(([, called]) => called)], rows);
}

/** Differences of RS, EM, ROUGE-L and "both right" with intervals, relative gains, and Holm's p of the tests. */
export function differencesTable(results: Results, subset: Subset): string {
  const several = results.runs.length > 1;
  const rows = results.runs.flatMap(({ seed, subsets }) => {
    const found = subsets[subset];
    if (!found) return [];
    return found.differences.flatMap(({ a, b, metric, difference, low, high }) => {
      const called = CALLED[metric];
      if (!called) return [];
      const before = found.rows.find(({ model }) => model === b)?.figures[metric as FigureName]?.value;
      const test = found.tests.find((each) => each.a === a && each.b === b && each.metric === metric);
      return [
        [
          ...(several ? [String(seed)] : []),
          `${a} - ${b}`,
          called,
          `${signed(difference)} [${signed(low)}, ${signed(high)}]`,
          before ? `${difference < 0 ? '' : '+'}${((100 * difference) / before).toFixed(0)} %` : '',
          test ? (test.holm < 0.001 ? '< .001' : short(test.holm)) : '',
        ],
      ];
    });
  });
  return markdown(
    [...(several ? ['seed'] : []), 'difference', 'figure', '95 % interval', 'relative', "Holm's p"],
    rows,
  );
}

const number = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(2));

/** Time, memory, tokens and operations of every stage of the first run. */
export function costTable({ runs }: Results): string {
  const rows = runs[0]!.costs.map(({ stage, seconds, peakBytes, tokens, flops }) => [
    stage,
    seconds === null ? '' : number(seconds / 60),
    peakBytes === null ? '' : number(peakBytes / 1e9),
    tokens === null ? '' : number(tokens / 1e3),
    flops === null ? '' : number(flops / 1e12),
    seconds && flops ? number(flops / seconds / 1e9) : '',
  ]);
  return markdown(['stage', 'minutes', 'peak GB', 'thousand tokens', 'TFLOP', 'GFLOP/s'], rows);
}

/** Which share of the inconsistency retriever and generator cause. */
export function causesTable({ runs }: Results): string {
  const cell = (figure: { value: number; low: number; high: number } | null) =>
    figure ? `${short(figure.value)} [${short(figure.low)}, ${short(figure.high)}]` : '';
  const rows = runs.flatMap(({ causes }) =>
    causes.map(({ model, pairs, inconsistency, generator, retriever, noise, sameContexts }) => [
      model,
      String(pairs),
      ...[inconsistency, generator, retriever, noise, sameContexts].map(cell),
    ]),
  );
  return markdown(['model', 'pairs', '1 - RS', 'generator', 'retriever', 'noise', 'same passages'], rows);
}
