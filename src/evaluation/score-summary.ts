import { z } from 'zod';
import { type BleuOptions, bleuOf } from '../metrics/bleu.js';
import { type BleuStatistics, MAX_ORDER, noBleuStatistics } from '../metrics/bleu-statistics.js';
import { bootstrapTotals, type OfTotals } from '../metrics/bootstrap-totals.js';
import { ClusterTotals } from '../metrics/cluster-totals.js';
import { type Bounds, Figure, LEVEL, widenPoint } from '../metrics/figure.js';
import type { Resampling } from '../metrics/mean-figures.js';
import {
  ANSWER_METRICS,
  boundsOf,
  MetricVersions,
  metricNamed,
  metricVersions,
  PAIR_METRICS,
} from '../metrics/registry.js';
import type { PairTextScores, ScoredTexts } from './score-pair-texts.js';

const Count = z.int().nonnegative();

const described = ({ name, longLabel, definition }: (typeof PAIR_METRICS)[number]) => [
  name,
  Figure.optional().describe(`${longLabel}: ${definition}.`),
];

/** Summary of `unisono score` over all pairs: means over those with a figure, and corpus BLEU. */
export const ScoreSummary = z.object({
  pairs: Count,
  withReferences: Count.describe('Pairs with references.'),
  emptyPairs: Count.describe('Pairs with an empty response, which count as no agreement.'),
  unicodeWords: Count.describe(
    'Pairs compared by Unicode words because rouge-score (ASCII) leaves out most of a response.',
  ),
  metrics: MetricVersions,
  figures: z
    .object({
      ...Object.fromEntries(PAIR_METRICS.map(described)),
      corpusBleuBetween: Figure,
      corpusBleu: Figure.optional(),
    })
    .catchall(Figure)
    .describe(
      'Figures by name: every metric of pairs, accuracies such as "accuracy.rougeL", corpus BLEU between the responses and against references.',
    ),
  resamples: Count,
  seed: z.int(),
  clusters: z
    .object({ count: Count, exact: z.boolean() })
    .describe(
      'Resampled units: questions, or pairs without a question. Not exact: groups of units, when there are too many.',
    ),
});
export type ScoreSummary = z.infer<typeof ScoreSummary>;

/** Accumulates pairs one by one in memory that does not depend on their number. */
export class ScoreTotals {
  private pairs = 0;
  private withReferences = 0;
  private emptyPairs = 0;
  private unicodeWords = 0;
  /** Names of all figures, in order of first appearance. */
  private readonly names = new Set<string>();
  private readonly clusters = new ClusterTotals();

  /** @param question of the pair: pairs of one question are resampled together. Default: the pair stands alone. */
  add({ scores, between, against, unicodeWords }: ScoredTexts, question?: string): void {
    const pair = this.pairs++;
    if (scores.agreement === 'empty') this.emptyPairs++;
    if (unicodeWords) this.unicodeWords++;
    if (against.length > 0) this.withReferences++;
    const numbers = figures(scores);
    for (const [name] of numbers) this.names.add(name);
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
      metrics: metricVersions([...PAIR_METRICS, ...ANSWER_METRICS]),
      figures: this.figures(options, resampling),
      ...resampling,
      clusters: { count: this.clusters.over('pairs', ['pairs'])[0]!.length, exact: this.clusters.exact },
    };
  }

  /** Figures that need references are resampled over the pairs that have them. */
  private figures(options: BleuOptions, resampling: Resampling): ScoreSummary['figures'] {
    const names = [...this.names];
    const bare = names.filter((name) => !takesReferences(name));
    const between = { bleu: 'between', corpus: 'corpusBleuBetween', count: 'pairs' } as const;
    const against = { bleu: 'against', corpus: 'corpusBleu', count: 'referenced' } as const;
    return {
      ...this.family(between, bare, options, resampling),
      ...(this.withReferences > 0 && this.family(against, names.filter(takesReferences), options, resampling)),
    } as ScoreSummary['figures'];
  }

  /** Means over the items that column `count` counts, and BLEU from the counts called `bleu`. */
  private family(
    { bleu, corpus, count }: { readonly bleu: string; readonly corpus: string; readonly count: string },
    means: readonly string[],
    options: BleuOptions,
    resampling: Resampling,
  ): Record<string, Figure> {
    const bleuNames = bleuColumns(bleu, noBleuStatistics()).map(([name]) => name);
    const columns = this.clusters.over(count, [count, ...means, ...bleuNames]);
    const figures: Record<string, OfTotals> = Object.fromEntries(
      means.map((name, i) => [name, (totals: Float64Array) => (totals[i + 1] as number) / (totals[0] as number)]),
    );
    figures[corpus] = (totals) => bleuOf(statisticsOf(totals, means.length + 1), options);
    const measured = bootstrapTotals({ columns, figures, ...resampling });
    const questions = columns[0]?.length ?? 0;
    const n = count === 'pairs' ? this.pairs : this.withReferences;
    return Object.fromEntries(
      Object.entries(measured).map(([name, { value, low, high, bca }]) => [
        name,
        widenPoint({ value, low, high, bca, n, questions }, boundsNamed(name)),
      ]),
    );
  }
}

/** Bounds of a mean; precision and recall of BERTScore have those of its F1. */
function boundsNamed(name: string): Bounds {
  const metric = metricNamed(name.replace(/Precision$|Recall$/, ''));
  return metric ? boundsOf(metric) : LEVEL;
}

/** Whether a figure needs references: `accuracy.*`, and the metrics of pairs that are null without. */
function takesReferences(name: string): boolean {
  return /^(accuracy|variantAccuracy)\./.test(name) || NEED_REFERENCES.has(name);
}

const NEED_REFERENCES: ReadonlySet<string> = new Set(
  PAIR_METRICS.filter(({ needs }) => needs === 'references').map(({ name }) => name),
);

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
