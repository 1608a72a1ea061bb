import { type MetricName, metricOf } from 'unisono/metrics';
import { FIGURES, type Results, SUBSETS, type Subset } from '../runner/results.js';
import { markdown, probability, short, signed, within } from './markdown.js';
import { figureOf, modelsOf, overSeeds, rowsOf, runsOf } from './seeds.js';

/** Figures with differences: those with a value for every item. */
const COMPARED: ReadonlySet<string> = new Set(FIGURES.filter((name) => metricOf(name).takes !== 'corpus'));
/** Below this a figure is too near 0 for a gain relative to it to say anything. */
const LEAST_BASE = 0.05;

const TITLES = {
  human: 'Rewordings that people wrote',
  synthesized: 'Rewordings that rules made',
  all: 'All rewordings',
} as const;

/** Sample sizes, and the meaning of the brackets. */
export function legend({ runs, threshold, bertscore }: Results): string {
  const seeds = runs.map(({ seed }) => seed).join(', ');
  const brackets =
    runs.length > 1
      ? `figures are means over ${runs.length} seeds, in brackets the least and the greatest of them; differences seed by seed, in brackets 95 % intervals (bootstrap, clustered by question)`
      : 'in brackets 95 % intervals (bootstrap, clustered by question)';
  const questions = runs[0]!.questions;
  return `${questions} test questions, seed${runs.length > 1 ? 's' : ''} ${seeds}; ${brackets}. RS: ROUGE-L above ${threshold}. BS: ${bertscore ?? 'not measured'}.`;
}

/** Results of every model on one subset: figures with intervals for one seed, with ranges over several. */
export function figuresTable(results: Results, subset: Subset): string {
  const runs = runsOf(results, subset);
  const columns = FIGURES.filter((name) => runs.some(({ rows }) => rows.some(({ figures }) => figures[name])));
  const rows = modelsOf(runs).map((model) => {
    const found = rowsOf(runs, model);
    const cells = columns.map((name) => {
      const figure = figureOf(found, name);
      return figure ? within(figure) : '';
    });
    return [model, counts(found.map(({ pairs }) => pairs)), ...cells];
  });
  return markdown(['model', 'n', ...columns.map((name) => metricOf(name).label)], rows);
}

/** "264", or "264, 260" where seeds differ. */
function counts(each: readonly number[]): string {
  return [...new Set(each)].join(', ');
}

/**
 * Differences with intervals, relative gains, and Holm's p of McNemar's tests: of one seed; of several every seed's, their
 * mean, the gain relative to the mean, and the largest p.
 */
export function differencesTable(results: Results, subset: Subset): string {
  const found = results.runs.flatMap(({ seed, subsets }) => (subsets[subset] ? [{ seed, ...subsets[subset] }] : []));
  const several = found.length > 1;
  const rows = (found[0]?.differences ?? []).flatMap(({ a, b, metric }) => {
    if (!COMPARED.has(metric)) return [];
    const same = (each: { a: string; b: string; metric: string }) =>
      each.a === a && each.b === b && each.metric === metric;
    const each = found.map(({ differences }) => differences.find(same));
    const known = each.flatMap((difference) => difference ?? []);
    const mean = known.reduce((sum, { value }) => sum + value, 0) / known.length;
    const before = figureOf(rowsOf(found, b), metric)?.value;
    const ps = found.flatMap(({ tests }) => tests.filter(same).map(({ holm }) => holm));
    return [
      [
        `${a} - ${b}`,
        metricOf(metric).label,
        counts(known.map(({ n }) => n)),
        ...each.map((one) => (one ? within(one, signed) : '')),
        ...(several ? [signed(mean)] : []),
        before !== undefined && before >= LEAST_BASE ? percentOf(mean / before) : '',
        ps.length > 0 ? probability(Math.max(...ps)) : '',
      ],
    ];
  });
  const intervals = several ? [...found.map(({ seed }) => `seed ${seed}`), 'mean'] : ['95 % interval'];
  return markdown(
    ['difference', 'figure', 'n', ...intervals, 'relative', several ? "Holm's p, largest" : "Holm's p"],
    rows,
  );
}

/** "+12 %", "-3 %". */
function percentOf(gain: number): string {
  const whole = Math.round(100 * gain) || 0;
  return `${whole < 0 ? '' : '+'}${whole} %`;
}

/** A whole table of the results: every subset with its figures and differences. */
export function tableView(results: Results): string {
  const subsets = SUBSETS.filter((subset) => runsOf(results, subset).length > 0).map((subset) => {
    const differences = runsOf(results, subset)[0]!.differences.length > 0;
    return [
      `**${TITLES[subset]}**`,
      figuresTable(results, subset),
      ...(differences ? [differencesTable(results, subset)] : []),
    ].join('\n\n');
  });
  return [legend(results), ...subsets].join('\n\n');
}

/** RS and "both right" of every model by kind of rewording. */
export function kindsView(results: Results): string {
  const runs = runsOf(results, 'all');
  const kinds = Object.entries(runs[0]?.rows[0]?.byKind ?? {});
  const table = (name: MetricName) =>
    markdown(
      [metricOf(name).label, ...kinds.map(([kind, { pairs }]) => `${kind}, n = ${pairs}`)],
      modelsOf(runs).map((model) => [
        model,
        ...kinds.map(([kind]) => {
          const found = rowsOf(runs, model).flatMap(({ byKind }) => byKind[kind]?.figures[name] ?? []);
          const figure = overSeeds(found);
          return figure ? within(figure) : '';
        }),
      ]),
    );
  return [legend(results), table('rs'), table('bothRight')].join('\n\n');
}

/** Shares of the inconsistency caused by retriever and generator, by seed. */
export function causesView({ runs }: Results): string {
  const several = runs.length > 1;
  const rows = runs.flatMap(({ seed, causes }) =>
    causes.map(({ model, pairs, inconsistency, generator, retriever, noise, sameContexts }) => [
      ...(several ? [String(seed)] : []),
      model,
      String(pairs),
      ...[inconsistency, generator, retriever, noise, sameContexts].map((figure) => (figure ? within(figure) : '')),
      generator && retriever && inconsistency.value > 0 ? short(generator.value / inconsistency.value) : '',
    ]),
  );
  if (rows.length === 0) throw new Error('has no causes: no model of the settings is under evaluation.causes.models');
  const head = [
    'model',
    'n',
    '1 - RS',
    'generator',
    'retriever',
    'noise',
    'pairs of the same passages',
    'share of the generator',
  ];
  return markdown(several ? ['seed', ...head] : head, rows);
}
