import { z } from 'zod';
import { ROUGE_WORDS } from '../metrics/rouge-tokens.js';
import { CauseDifference, ModelCauses } from './causes/causes.js';
import { CrossTable } from './cross-table.js';

/** A share or score in [0, 1]; sums of products may end a rounding error outside. */
const Share = z
  .number()
  .min(-1e-9)
  .max(1 + 1e-9);

/** BERTScore: 1 at most, below 0 for texts that are less alike than the baseline of a rescaling. */
const BertScoreMean = z.number().max(1 + 1e-4);

/** [low, high] of a 95 % interval. */
const Range = z.tuple([Share, Share]);
const BertScoreRange = z.tuple([BertScoreMean, BertScoreMean]);

const Count = z.int().nonnegative();

/** What a ladder compares models by. */
export const METRICS = [
  'rs',
  'em',
  'rougeL',
  'bothRight',
  'emNormalized',
  'bleu',
  'bs',
  'oneAnswer',
  'oneAnswerExact',
  'meanPair',
  'worstPair',
  'rougeLOriginal',
] as const;
export const Metric = z.enum(METRICS);
export type Metric = z.infer<typeof Metric>;

/** Intervals of one kind's figures, by percentiles or by BCa. */
const KindIntervals = z.object({
  em: Range,
  rs: Range,
  rougeL: Range,
  bothRight: Range,
  emNormalized: Range,
  bs: BertScoreRange.nullable(),
});

/** One kind of rewording under one model; null where the kind has no pairs, `bs` also where it is not measured. */
export const KindScores = z.object({
  pairs: Count,
  emptyPairs: Count,
  em: Share.nullable(),
  rs: Share.nullable(),
  /** Mean ROUGE-L F1 of the answers to the variants against their references. */
  rougeL: Share.nullable(),
  bothRight: Share.nullable(),
  emNormalized: Share.nullable().optional(),
  bs: BertScoreMean.nullable().optional(),
  /** Left out where the kind has no pairs. */
  intervals: KindIntervals.optional(),
  bca: KindIntervals.optional(),
});
export type KindScores = z.infer<typeof KindScores>;

/** Intervals of a row's figures, by percentiles or by BCa. */
const Intervals = z.object({
  rougeL: Range,
  em: Range,
  rs: Range,
  bothRight: Range,
  rougeLOriginal: Range.optional(),
  bleu: Range.optional(),
  emNormalized: Range.optional(),
  bs: BertScoreRange.nullable().optional(),
  oneAnswer: Range.optional(),
  oneAnswerExact: Range.optional(),
  meanPair: Range.optional(),
  worstPair: Range.optional(),
});

/**
 * Groups of equivalent queries (a question with all its wordings, at least two) under one model; means over groups.
 * Null where there are no groups.
 */
export const GroupSummary = z.object({
  groups: Count,
  /** Share of groups in which all answers agree, every two of them by RS; and in which all are the same string. */
  oneAnswer: Share.nullable(),
  oneAnswerExact: Share.nullable(),
  /** ROUGE-L F1 between two answers of a group: mean over its pairs, and the least similar pair. */
  meanPair: Share.nullable(),
  worstPair: Share.nullable(),
});
export type GroupSummary = z.infer<typeof GroupSummary>;

/**
 * One model of the ladder. `rougeL` (mean F1) and `bleu` (corpus, lower-cased, 0 to 1) compare every answer, to originals
 * and variants, with its reference; `rougeLOriginal` those to the originals alone. `em`, `emNormalized`, `rs` and
 * `bothRight` are shares of pairs; `bs` is the mean BERTScore F1 of pairs, null where no encoder was given. What came
 * later than the first files is optional.
 */
export const LadderRow = z.object({
  model: z.string().min(1),
  rougeL: Share,
  rougeLOriginal: Share,
  bleu: Share,
  em: Share,
  rs: Share,
  bs: BertScoreMean.nullable(),
  pairs: Count,
  /** Pairs with an empty answer, which count as no agreement. */
  emptyPairs: Count,
  bothRight: Share,
  /** Of the percentile bootstrap. */
  intervals: Intervals,
  byKind: z.record(z.string(), KindScores),
  /** Where its inconsistency comes from, where that was asked for; as in causes.json. */
  causes: ModelCauses.optional(),
  emNormalized: Share.optional(),
  /** Of the BCa bootstrap over the same resamples. */
  bca: Intervals.optional(),
  groups: GroupSummary.optional(),
  crossTable: CrossTable.optional(),
});
export type LadderRow = z.infer<typeof LadderRow>;

/** `metric(a) - metric(b)` over the same pairs, with the 95 % intervals of a paired bootstrap clustered by question. */
export const Difference = z.object({
  a: z.string(),
  b: z.string(),
  metric: Metric,
  difference: z.number(),
  /** By percentiles. */
  low: z.number(),
  high: z.number(),
  pairs: Count,
  /** [low, high] by BCa. */
  bca: z.tuple([z.number(), z.number()]).optional(),
});
export type Difference = z.infer<typeof Difference>;

/** A difference over the pairs of one kind of rewording. */
export const KindDifference = Difference.extend({ kind: z.string() });
export type KindDifference = z.infer<typeof KindDifference>;

const Probability = z
  .number()
  .min(0)
  .max(1 + 1e-12);

/** McNemar's test of whether two models agree with themselves on the same number of pairs. */
export const PairedTest = z.object({
  a: z.string(),
  b: z.string(),
  metric: z.enum(['em', 'rs']),
  /** Pairs that count for a alone, and for b alone. */
  onlyA: Count,
  onlyB: Count,
  /** Two-sided p-values: exact (the default, which `holm` adjusts), mid-p, and chi-square with continuity correction. */
  exact: Probability,
  midP: Probability,
  corrected: Probability,
  /** `exact` adjusted by Holm over all tests of the ladder. */
  holm: Probability,
});
export type PairedTest = z.infer<typeof PairedTest>;

/** ladder.json: what every model of the ladder reached, and how it compares. */
export const Ladder = z.object({
  threshold: Share,
  resamples: Count,
  seed: z.int(),
  rows: z.array(LadderRow).min(1),
  differences: z.array(Difference),
  /** Of RS, EM, both right and ROUGE-L of the rewordings' answers, by kind. */
  kindDifferences: z.array(KindDifference).optional(),
  tests: z.array(PairedTest).optional(),
  /** Of the causes of inconsistency, where two models that are compared have them; as in causes.json. */
  causeDifferences: z.array(CauseDifference).optional(),
  /** What ROUGE and RS take for words. */
  words: z.enum(ROUGE_WORDS),
  /**
   * Answers and references that rouge-score's words hardly read, of so many; left out where there are none. With `auto` they
   * are compared by Unicode words.
   */
  hardlyRead: z.object({ texts: Count, of: Count }).optional(),
  /** Which encoder and layer measured BS; null where none did. */
  bertscore: z.object({ encoder: z.string(), layer: Count }).nullable().optional(),
});
export type Ladder = z.infer<typeof Ladder>;
