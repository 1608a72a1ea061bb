import type { z } from 'zod';
import { bootstrapDifference, clusteredBootstrap, clusterIndices } from '../../metrics/bootstrap.js';
import type { Ladder, LadderRow } from '../ladder.js';
import { ScoredPair } from '../pairs.js';
import type { JudgedFigure } from './verdict.js';

/** A line of pairs.jsonl, also of one from before these figures were measured. */
export const RecordedPair = ScoredPair.partial({ emNormalized: true, bs: true });
export type RecordedPair = z.infer<typeof RecordedPair>;

/** What was measured in one evaluation: its ladder, and its pairs where they are at hand. */
export interface Measured {
  readonly ladder: Ladder;
  /** Of every model of the ladder, in one order. */
  readonly pairs?: readonly RecordedPair[] | undefined;
}

/** One model in one evaluation. */
export interface Candidate {
  readonly measured: Measured;
  readonly model: string;
}

/** The figures that a row of the ladder has, by name: its own and those of its groups; not the counts. */
export function metricsOf({ groups, pairs: _, ...row }: LadderRow): string[] {
  const { groups: __, ...ofGroups } = groups ?? {};
  return Object.entries({ ...row, ...ofGroups })
    .filter(([, value]) => typeof value === 'number')
    .map(([name]) => name);
}

export function rowOf({ measured, model }: Candidate): LadderRow | undefined {
  return measured.ladder.rows.find((row) => row.model === model);
}

/** A figure of a model, of all pairs or of one kind; undefined where it was not measured. */
export function figureOf(candidate: Candidate, metric: string, kind?: string): JudgedFigure | undefined {
  const row = rowOf(candidate);
  const from: Record<string, unknown> | undefined =
    kind === undefined ? row && { ...row.groups, ...row } : row?.byKind[kind];
  const value = from?.[metric];
  if (typeof value !== 'number') return undefined;
  const sample = sampleOf(candidate, metric, kind);
  const recorded = (from?.intervals as Record<string, [number, number]> | undefined)?.[metric];
  const interval = recorded ?? (sample && resampled(sample, candidate.measured.ladder));
  const questions = sample ? new Set(sample.questions).size : kind === undefined ? row?.groups?.groups : undefined;
  return { value, interval, questions };
}

/**
 * A figure of one model minus that of another: the paired bootstrap where both have the same pairs, else from the two
 * intervals as if they were independent (MOVER: Donner and Zou 2012), which is the wider the more they are alike.
 */
export function differenceOf(a: Candidate, b: Candidate, metric: string, kind?: string): JudgedFigure | undefined {
  const [first, second] = [figureOf(a, metric, kind), figureOf(b, metric, kind)];
  if (!first || !second) return undefined;
  const value = first.value - second.value;
  const questions =
    first.questions === undefined ? second.questions : Math.min(first.questions, second.questions ?? Infinity);
  const [x, y] = [sampleOf(a, metric, kind), sampleOf(b, metric, kind)];
  if (x && y && sameIds(x.ids, y.ids)) {
    const { resamples, seed } = a.measured.ladder;
    const clusters = clusterIndices(x.questions);
    const { low, high } = bootstrapDifference({ clusters, first: x.values, second: y.values, resamples, seed });
    return { value, interval: [low, high], questions };
  }
  const recorded = recordedDifference(a, b, metric, kind);
  if (recorded) return { value, interval: recorded, questions };
  if (!first.interval || !second.interval) return { value, questions };
  const [[la, ua], [lb, ub]] = [first.interval, second.interval];
  const low = value - Math.hypot(first.value - la, ub - second.value);
  const high = value + Math.hypot(ua - first.value, second.value - lb);
  return { value, interval: [low, high], questions };
}

/** Values whose mean is the figure, with the question and a name of each. */
interface Sample {
  readonly ids: readonly string[];
  readonly questions: readonly string[];
  readonly values: readonly number[];
}

function sampleOf({ measured, model }: Candidate, metric: string, kind?: string): Sample | undefined {
  const pairs = measured.pairs?.filter((pair) => pair.model === model && (kind === undefined || pair.kind === kind));
  if (!pairs || pairs.length === 0) return undefined;
  if (metric === 'rougeL') return answersOf(pairs, kind === undefined);
  if (typeof pairs[0]?.[metric as keyof RecordedPair] !== 'number') return undefined;
  return {
    ids: pairs.map(({ id }) => id),
    questions: pairs.map(({ question }) => question),
    values: pairs.map((pair) => pair[metric as keyof RecordedPair] as number),
  };
}

/** ROUGE-L is a mean over answers: of every rewording, and of every original once. */
function answersOf(pairs: readonly RecordedPair[], withOriginals: boolean): Sample {
  const originals = new Map(pairs.map((pair) => [pair.question, pair.rougeLOriginal]));
  const answers = [
    ...(withOriginals ? [...originals].map(([question, value]) => ({ id: question, question, value })) : []),
    ...pairs.map(({ id, question, rougeLVariant: value }) => ({ id, question, value })),
  ];
  return {
    ids: answers.map(({ id }) => id),
    questions: answers.map(({ question }) => question),
    values: answers.map(({ value }) => value),
  };
}

function resampled({ questions, values }: Sample, { resamples, seed }: Ladder): [number, number] {
  const { low, high } = clusteredBootstrap({ clusters: clusterIndices(questions), values, resamples, seed });
  return [low, high];
}

function recordedDifference(a: Candidate, b: Candidate, metric: string, kind?: string): [number, number] | undefined {
  if (a.measured !== b.measured || kind !== undefined) return undefined;
  const { differences } = a.measured.ladder;
  const found = differences.find((each) => each.a === a.model && each.b === b.model && each.metric === metric);
  return found && [found.low, found.high];
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
