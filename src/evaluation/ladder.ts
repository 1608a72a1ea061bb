import { z } from 'zod';
import { Figure } from '../metrics/figure.js';
import { AllFigures, MetricNames, MetricVersions, SomeFigures } from '../metrics/registry.js';
import { ROUGE_WORDS } from '../metrics/rouge-tokens.js';
import { CauseDifference, ModelCauses } from './causes/causes.js';
import { CrossTable } from './cross-table.js';

const Count = z.int().nonnegative();

/** One kind of rewording under one model; ROUGE-L is that of the answers to the rewordings. No figures without pairs. */
export const KindScores = z.object({
  pairs: Count,
  emptyPairs: Count,
  figures: SomeFigures,
});
export type KindScores = z.infer<typeof KindScores>;

/** One model of the ladder. */
export const LadderRow = z.object({
  model: z.string().min(1),
  pairs: Count,
  emptyPairs: Count.describe('Pairs with an empty answer, which count as no agreement.'),
  groups: Count.describe('Questions with at least two answers.'),
  figures: AllFigures,
  byKind: z.record(z.string(), KindScores),
  causes: ModelCauses.optional().describe('Causes of the inconsistency, if they were measured; as in causes.json.'),
  crossTable: CrossTable,
});
export type LadderRow = z.infer<typeof LadderRow>;

/** `metric(a) - metric(b)` over the same items, by a paired bootstrap clustered by question. */
export const Difference = z.object({ a: z.string(), b: z.string(), metric: MetricNames, ...Figure.shape });
export type Difference = z.infer<typeof Difference>;

/** A difference over the pairs of one kind of rewording. */
export const KindDifference = Difference.extend({ kind: z.string() });
export type KindDifference = z.infer<typeof KindDifference>;

const Probability = z
  .number()
  .min(0)
  .max(1 + 1e-12);

/** McNemar's test of whether two models are consistent on the same number of pairs. */
export const PairedTest = z.object({
  a: z.string(),
  b: z.string(),
  metric: MetricNames,
  /** Pairs that count only for a, and only for b. */
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

/** ladder.json: the figures of every model of the ladder, and comparisons. */
export const Ladder = z.object({
  threshold: z.number().min(0).max(1),
  resamples: Count,
  seed: z.int(),
  metrics: MetricVersions,
  words: z.enum(ROUGE_WORDS).describe('Tokenizer of ROUGE and RS.'),
  hardlyRead: z
    .object({ texts: Count, of: Count })
    .optional()
    .describe(
      'Answers and references of which ASCII words leave out most, and the number of all; with `auto` they are compared by Unicode words.',
    ),
  bertscore: z
    .object({ encoder: z.string(), layer: Count })
    .nullable()
    .describe('Encoder and layer that measured BS; null if BS was not measured.'),
  rows: z.array(LadderRow).min(1),
  differences: z.array(Difference),
  kindDifferences: z.array(KindDifference),
  tests: z.array(PairedTest),
  causeDifferences: z
    .array(CauseDifference)
    .optional()
    .describe(
      'Differences in the causes of inconsistency, for compared models that both have them; as in causes.json.',
    ),
});
export type Ladder = z.infer<typeof Ladder>;
