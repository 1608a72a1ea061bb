import { z } from 'zod';
import { type BleuOptions, bleuOf } from '../metrics/bleu.js';
import { addBleuStatistics, type BleuStatistics, MAX_ORDER, noBleuStatistics } from '../metrics/bleu-statistics.js';
import { bootstrapTotals, type OfTotals } from '../metrics/bootstrap-totals.js';
import { ClusterTotals } from '../metrics/cluster-totals.js';
import type { Resampling } from './mean-intervals.js';
import type { PairTextScores, ScoredTexts } from './score-pair-texts.js';

const Count = z.int().nonnegative();

/** 95 % intervals of one figure: by percentiles, and by BCa over the same resamples. */
const Interval = z.object({ low: z.number(), high: z.number(), bca: z.tuple([z.number(), z.number()]) });

/** What `unisono score` says of all pairs: means over those that have a figure, and BLEU of the corpus. */
export const ScoreSummary = z.object({
  pairs: Count,
  withReferences: Count.describe('Pairs with references.'),
  emptyPairs: Count.describe('Pairs with an empty response, which count as no agreement.'),
  unicodeWords: Count.describe('Pairs compared by Unicode words because those of rouge-score hardly read a response.'),
  means: z.record(z.string(), z.number()).describe('By name, as "rougeL", "accuracy.rougeL", "bs.f1".'),
  corpusBleu: z.number().describe('Of the variants’ responses, with the responses as references.'),
  corpusBleuAccuracy: z.number().nullable().describe('Of all responses against references, where there are any.'),
  intervals: z.record(z.string(), Interval).describe('Of the means by name, of corpusBleu and corpusBleuAccuracy.'),
  resamples: Count,
  seed: z.int(),
  clusters: z
    .object({ count: Count, exact: z.boolean() })
    .describe(
      'What is resampled: questions, or pairs that name none; not exact: groups of them, for they are too many.',
    ),
});
export type ScoreSummary = z.infer<typeof ScoreSummary>;

/** Adds pairs up one by one; its size does not depend on their number. */
export class ScoreTotals {
  private pairs = 0;
  private withReferences = 0;
  private emptyPairs = 0;
  private unicodeWords = 0;
  private readonly sums = new Map<string, { sum: number; count: number }>();
  private readonly between = noBleuStatistics();
  private readonly against = noBleuStatistics();
  private readonly clusters = new ClusterTotals();

  /** @param question of the pair: pairs of one question are resampled together. Default: the pair stands alone. */
  add({ scores, between, against, unicodeWords }: ScoredTexts, question?: string): void {
    const pair = this.pairs++;
    if (scores.agreement === 'empty') this.emptyPairs++;
    if (unicodeWords) this.unicodeWords++;
    if (against.length > 0) this.withReferences++;
    addBleuStatistics(this.between, between);
    for (const one of against) addBleuStatistics(this.against, one);
    const numbers = figures(scores);
    for (const [name, value] of numbers) {
      const total = this.sums.get(name) ?? { sum: 0, count: 0 };
      total.sum += value;
      total.count++;
      this.sums.set(name, total);
    }
    this.clusters.add(question === undefined ? `pair ${pair}` : `question ${question}`, [
      ['pairs', 1],
      ['referenced', against.length > 0 ? 1 : 0],
      ...numbers,
      ...bleuColumns('between', between),
      ...against.flatMap((one) => bleuColumns('against', one)),
    ]);
  }

  summary(bleu: BleuOptions, resampling: Resampling): ScoreSummary {
    const options = { ...bleu, effectiveOrder: false };
    return {
      pairs: this.pairs,
      withReferences: this.withReferences,
      emptyPairs: this.emptyPairs,
      unicodeWords: this.unicodeWords,
      means: Object.fromEntries([...this.sums].map(([name, { sum, count }]) => [name, sum / count])),
      corpusBleu: bleuOf(this.between, options),
      corpusBleuAccuracy: this.withReferences === 0 ? null : bleuOf(this.against, options),
      intervals: this.intervals(options, resampling),
      ...resampling,
      clusters: { count: this.clusters.over('pairs', ['pairs'])[0]!.length, exact: this.clusters.exact },
    };
  }

  /** What takes references is resampled over what has them. */
  private intervals(options: BleuOptions, resampling: Resampling): ScoreSummary['intervals'] {
    const names = [...this.sums.keys()];
    return {
      ...this.family(
        'pairs',
        names.filter((name) => !takesReferences(name)),
        'corpusBleu',
        'between',
        options,
        resampling,
      ),
      ...(this.withReferences > 0 &&
        this.family('referenced', names.filter(takesReferences), 'corpusBleuAccuracy', 'against', options, resampling)),
    };
  }

  /** Means over the items that column `count` counts, and BLEU from the counts called `bleu`. */
  private family(
    count: string,
    means: readonly string[],
    corpus: string,
    bleu: string,
    options: BleuOptions,
    resampling: Resampling,
  ): ScoreSummary['intervals'] {
    const columns = this.clusters.over(count, [
      count,
      ...means,
      ...bleuColumns(bleu, noBleuStatistics()).map(([name]) => name),
    ]);
    const figures: Record<string, OfTotals> = Object.fromEntries(
      means.map((name, i) => [name, (totals: Float64Array) => (totals[i + 1] as number) / (totals[0] as number)]),
    );
    figures[corpus] = (totals) => bleuOf(statisticsOf(totals, means.length + 1), options);
    const measured = bootstrapTotals({ columns, figures, ...resampling });
    return Object.fromEntries(Object.entries(measured).map(([name, { low, high, bca }]) => [name, { low, high, bca }]));
  }
}

const takesReferences = (name: string) => /^(accuracy|variantAccuracy)\.|^bothRight$/.test(name);

/** BLEU's counts as columns, in the order in which {@link statisticsOf} reads them. */
function bleuColumns(prefix: string, statistics: BleuStatistics): [string, number][] {
  const { candidateLength, referenceLength, matches, totals } = statistics;
  return [candidateLength, referenceLength, ...matches, ...totals].map((value, i) => [`${prefix} ${i}`, value]);
}

function statisticsOf(totals: Float64Array, at: number): BleuStatistics {
  const counts = Array.from(totals.subarray(at, at + 2 + 2 * MAX_ORDER));
  return {
    candidateLength: counts[0] as number,
    referenceLength: counts[1] as number,
    matches: counts.slice(2, 2 + MAX_ORDER),
    totals: counts.slice(2 + MAX_ORDER),
  };
}

/** Numbers by name, those of inner records with the record's name before a point. */
function figures(scores: PairTextScores): [string, number][] {
  return Object.entries(scores).flatMap(([name, value]): [string, number][] => {
    if (typeof value === 'number') return [[name, value]];
    if (typeof value !== 'object') return [];
    return Object.entries(value as Record<string, number>).map(([inner, number]) => [`${name}.${inner}`, number]);
  });
}
