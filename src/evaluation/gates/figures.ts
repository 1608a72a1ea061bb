import { DIFFERENCE, type Estimate, type Figure, opposite, widenPoint } from '../../metrics/figure.js';
import { METRICS, type MetricName } from '../../metrics/registry.js';
import type { Ladder, LadderRow } from '../ladder.js';
import { type ScoredPair, scoresOfPairs } from '../pairs.js';
import { differencesOfPopulations, type Population, populationsOf } from '../populations.js';
import { whyNotComparable } from './comparable.js';

/** Results of one evaluation: its ladder, and its pairs if available. */
export interface Measured {
  readonly ladder: Ladder;
  /** Of every model of the ladder, in one order. */
  readonly pairs?: readonly ScoredPair[] | undefined;
}

/** One model in one evaluation. */
export interface Candidate {
  readonly measured: Measured;
  readonly model: string;
}

/** The metrics of a row of the ladder. */
export function metricsOf({ figures }: LadderRow): MetricName[] {
  return METRICS.map(({ name }) => name).filter((name) => figures[name]);
}

export function rowOf({ measured, model }: Candidate): LadderRow | undefined {
  return measured.ladder.rows.find((row) => row.model === model);
}

/** A figure of a model from the ladder, over all pairs or those of one kind; undefined if not measured. */
export function figureOf(candidate: Candidate, metric: string, kind?: string): Figure | undefined {
  const row = rowOf(candidate);
  const figures = kind === undefined ? row?.figures : row?.byKind[kind]?.figures;
  return figures?.[metric as MetricName];
}

/** A difference, or the reason why there is none: the two figures have different definitions. */
export type FoundDifference = Figure | { readonly notComparable: string };

/**
 * A figure of one model minus that of another: as the ladder has it where both are of one ladder, else by the paired
 * bootstrap where both have the same pairs, else from the two intervals as if they were independent (MOVER: Donner and Zou
 * 2012), which is too wide for correlated figures. Undefined if one was not measured.
 */
export function differenceOf(a: Candidate, b: Candidate, metric: string, kind?: string): FoundDifference | undefined {
  const [first, second] = [figureOf(a, metric, kind), figureOf(b, metric, kind)];
  if (!first || !second) return undefined;
  const notComparable = whyNotComparable(metric as MetricName, a.measured.ladder, b.measured.ladder);
  if (notComparable !== undefined) return { notComparable };
  return recordedDifference(a, b, metric, kind) ?? pairedDifference(a, b, metric, kind) ?? ofIntervals(first, second);
}

function recordedDifference(a: Candidate, b: Candidate, metric: string, kind?: string): Figure | undefined {
  if (a.measured !== b.measured) return undefined;
  const { differences, kindDifferences } = a.measured.ladder;
  const recorded = kind === undefined ? differences : kindDifferences.filter((each) => each.kind === kind);
  const find = (x: Candidate, y: Candidate) =>
    recorded.find((each) => each.a === x.model && each.b === y.model && each.metric === metric);
  const turned = find(b, a);
  return find(a, b) ?? (turned && opposite(turned, 0));
}

function pairedDifference(a: Candidate, b: Candidate, metric: string, kind?: string): Figure | undefined {
  const [x, y] = [populationOf(a, metric, kind), populationOf(b, metric, kind)];
  if (!x || !y) return undefined;
  const { resamples, seed } = a.measured.ladder;
  return differencesOfPopulations(x, y, { resamples, seed })[metric as MetricName];
}

/** The items whose mean is the figure, if the pairs contain them. */
function populationOf({ measured, model }: Candidate, metric: string, kind?: string): Population | undefined {
  const pairs = measured.pairs?.filter((pair) => pair.model === model);
  if (!pairs || pairs.length === 0) return undefined;
  return populationsOf(scoresOfPairs(model, pairs), kind).find(({ values }) => values.has(metric as MetricName));
}

function ofIntervals(first: Figure, second: Figure): Figure {
  const value = first.value - second.value;
  const ends: Estimate = {
    value,
    low: value - Math.hypot(first.value - first.low, second.high - second.value),
    high: value + Math.hypot(first.high - first.value, second.value - second.low),
  };
  const behind = { n: Math.min(first.n, second.n), questions: Math.min(first.questions, second.questions) };
  return widenPoint({ ...ends, bca: null, ...behind }, DIFFERENCE);
}
