import { type MetricName, metricOf } from 'unisono/metrics';
import type { Measured, Results, Subset } from '../runner/results.js';
import { markdown, probability, short, signed } from './markdown.js';
import { figureOf, rowsOf, runsOf } from './seeds.js';

/** ROUGE-L that the merge may lose against the best specialist. */
const GUARD = 0.01;
/** Upper bound of Holm's p. */
const LEVEL = 0.05;

/** Result for an aim; undefined if one of its rungs or figures was not measured. */
type Reached = { readonly text: string; readonly met: boolean } | undefined;

interface Aim {
  readonly aim: string;
  readonly reached: (runs: readonly Measured[], specialists: readonly string[]) => Reached;
}

const valueIn = (runs: readonly Measured[], model: string, name: MetricName) =>
  figureOf(rowsOf(runs, model), name)?.value;

function gainOfMerged(name: MetricName, least: number): Aim {
  return {
    aim: `${metricOf(name).label}, Merged over B, relative: at least +${100 * least} %`,
    reached(runs) {
      const [before, after] = [valueIn(runs, 'B', name), valueIn(runs, 'Merged', name)];
      if (before === undefined || after === undefined) return undefined;
      const gain = after / before - 1;
      const percent = `${gain < 0 ? '' : '+'}${(100 * gain).toFixed(0)} %`;
      return { text: `${short(before)} to ${short(after)}, ${percent}`, met: gain >= least };
    },
  };
}

function atLeast(name: MetricName, other: string): Aim {
  return {
    aim: `${metricOf(name).label} of Merged at least that of ${other}`,
    reached(runs) {
      const [least, reached] = [valueIn(runs, other, name), valueIn(runs, 'Merged', name)];
      if (least === undefined || reached === undefined) return undefined;
      return { text: `${short(reached)}, ${other} ${short(least)}`, met: reached >= least };
    },
  };
}

const AIMS: readonly Aim[] = [
  gainOfMerged('rs', 0.6),
  gainOfMerged('em', 1.4),
  {
    aim: `ROUGE-L of Merged not below the best specialist's less ${GUARD}`,
    reached(runs, specialists) {
      const reached = valueIn(runs, 'Merged', 'rougeL');
      const values = specialists.map((model) => ({ model, value: valueIn(runs, model, 'rougeL') ?? Number.NaN }));
      if (reached === undefined || values.length === 0 || values.some(({ value }) => Number.isNaN(value)))
        return undefined;
      const best = values.reduce((top, each) => (each.value > top.value ? each : top));
      const text = `${short(reached)}, ${best.model} ${short(best.value)} (${signed(reached - best.value)})`;
      return { text, met: reached >= best.value - GUARD };
    },
  },
  atLeast('bs', 'B'),
  atLeast('rs', 'ALL'),
  {
    aim: `Merged over B in RS and EM: Holm's p below ${LEVEL}`,
    reached(runs) {
      const ps = runs.flatMap(({ tests }) =>
        tests.filter(({ a, b }) => a === 'Merged' && b === 'B').map(({ holm }) => holm),
      );
      if (ps.length === 0) return undefined;
      const largest = Math.max(...ps);
      return { text: probability(largest), met: largest < LEVEL };
    },
  },
];

const SHOWN: readonly (readonly [Subset, string])[] = [
  ['all', 'all rewordings'],
  ['human', "people's rewordings"],
];

/** The aims of the merge, set before any measurement, and its results; means over several seeds. */
export function aimsView(results: Results): string {
  const specialists = results.runs[0]?.model?.specialists ?? [];
  const subsets = SHOWN.filter(([subset]) => runsOf(results, subset).length > 0);
  const rows = AIMS.map(({ aim, reached }) => [
    aim,
    ...subsets.map(([subset]) => {
      const found = reached(runsOf(results, subset), specialists);
      return found ? `${found.text}: ${found.met ? 'met' : '**missed**'}` : 'not measured';
    }),
  ]);
  return markdown(['aim', ...subsets.map(([, called]) => called)], rows);
}
