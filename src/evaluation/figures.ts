import { bleuOf } from '../metrics/bleu.js';
import {
  addBleuStatistics,
  type BleuStatistics,
  bleuStatistics,
  noBleuStatistics,
} from '../metrics/bleu-statistics.js';
import { bootstrapTotals, type OfTotals, type TwoIntervals } from '../metrics/bootstrap-totals.js';
import type { Metric } from './ladder.js';
import { meanIntervals, type Resampling } from './mean-intervals.js';
import type { ModelScores } from './pairs.js';

/** What is averaged: one value per pair, answer or group, and the question that each belongs to. */
interface Values {
  readonly questions: readonly string[];
  readonly values: readonly number[];
}

/** The values whose mean a metric is; undefined for what is no mean (BLEU) or was not measured. */
export function valuesOf(scores: ModelScores, metric: Metric): Values | undefined {
  const of = <Item extends { readonly question: string }>(items: readonly Item[], value: (item: Item) => number) => ({
    questions: items.map(({ question }) => question),
    values: items.map(value),
  });
  switch (metric) {
    case 'bleu':
      return undefined;
    case 'rougeL':
      return of(scores.answers, ({ rougeL }) => rougeL);
    case 'rougeLOriginal':
      return of(scores.originals, ({ rougeL }) => rougeL);
    case 'oneAnswer':
    case 'oneAnswerExact':
    case 'meanPair':
    case 'worstPair':
      return scores.groups.length === 0 ? undefined : of(scores.groups, (group) => group[metric]);
    case 'bs':
      if (scores.pairs.some(({ bs }) => bs === null)) return undefined;
      return of(scores.pairs, ({ bs }) => bs as number);
    default:
      return of(scores.pairs, (pair) => pair[metric]);
  }
}

/** Interval of one metric's difference between two models over the same items; undefined if one did not measure it. */
export function differenceInterval(
  first: ModelScores,
  second: ModelScores,
  metric: Metric,
  resampling: Resampling,
): TwoIntervals | undefined {
  if (metric === 'bleu') {
    const [a, b] = [bleuColumns(first), bleuColumns(second)];
    const figure: OfTotals = (totals) => bleuOfTotals(totals) - bleuOfTotals(totals.subarray(BLEU_COLUMNS));
    return bootstrapTotals({ columns: [...a, ...b], figures: { difference: figure }, ...resampling }).difference;
  }
  const [a, b] = [valuesOf(first, metric), valuesOf(second, metric)];
  if (!a || !b) return undefined;
  const difference = a.values.map((value, i) => value - (b.values[i] as number));
  return meanIntervals(a.questions, { difference }, resampling).difference;
}

/** Interval of the corpus BLEU (lower-cased) of all answers. */
export function bleuInterval(scores: ModelScores, resampling: Resampling): TwoIntervals {
  return bootstrapTotals({ columns: bleuColumns(scores), figures: { bleu: bleuOfTotals }, ...resampling }).bleu;
}

const BLEU_COLUMNS = 10;

/** BLEU's sufficient statistics per question: lengths of candidates and references, 4 counts of matches, 4 of n-grams. */
function bleuColumns({ answers }: ModelScores): Float64Array[] {
  const byQuestion = new Map<string, BleuStatistics>();
  for (const { question, reference, answer } of answers) {
    const sum = byQuestion.get(question) ?? noBleuStatistics();
    addBleuStatistics(sum, bleuStatistics(reference, answer, { lowercase: true }));
    byQuestion.set(question, sum);
  }
  const rows = [...byQuestion.values()].map(({ candidateLength, referenceLength, matches, totals }) => [
    candidateLength,
    referenceLength,
    ...matches,
    ...totals,
  ]);
  return Array.from({ length: BLEU_COLUMNS }, (_, k) => Float64Array.from(rows, (row) => row[k] as number));
}

function bleuOfTotals(totals: Float64Array): number {
  const [candidateLength, referenceLength, ...counts] = totals;
  return bleuOf({
    candidateLength: candidateLength as number,
    referenceLength: referenceLength as number,
    matches: counts.slice(0, 4),
    totals: counts.slice(4, 8),
  });
}
