import { z } from 'zod';
import { SimilaritySample } from '../consistency/similarity-sample.js';
import { UnisonoError } from '../core/errors.js';
import { describeIssues } from '../core/files.js';
import { type Difference, type KindScores, Ladder, type LadderRow, type PairedTest } from '../evaluation/ladder.js';
import { AGREEMENTS } from '../metrics/agreement-kinds.js';
import { ReportedStep } from '../training/log-line.js';

/** A share or score in [0, 1]. Rounding errors of sums may end slightly outside and are accepted. */
const share = z
  .number()
  .min(-1e-9)
  .max(1 + 1e-9);
const count = z.number().int().nonnegative();

const numbers = z.array(z.number());

/** The layer weights of the merge; `d`, `inv`, `r` and `w` of a layer hold one number per entry of `models`. */
export const layerWeightsSchema = z
  .object({
    encoder: z.string(),
    pooling: z.string(),
    distance: z.string(),
    /** Null if one weight, `uniform`, was set for all. */
    a: z.number().nullable(),
    b: z.number().nullable(),
    uniform: z.number().optional(),
    models: z.array(z.string()).min(1),
    perLayer: z.array(
      z.object({ layer: z.union([z.number(), z.string()]), d: numbers, inv: numbers, r: numbers, w: numbers }),
    ),
  })
  .refine(
    ({ models, perLayer }) =>
      perLayer.every(({ d, inv, r, w }) => [d, inv, r, w].every((row) => row.length === models.length)),
    { path: ['perLayer'], message: 'd, inv, r and w require one number per model' },
  );

/** The training log of one model. */
export const trainingCurveSchema = z.object({
  model: z.string(),
  steps: z.array(ReportedStep),
});

/** One model's answers to the two wordings of a question, and their judgment. */
export const pairOutcomeSchema = z.object({
  /** To the question, and to its rewording. */
  answers: z.tuple([z.string(), z.string()]),
  agreement: z.enum(AGREEMENTS),
  /** Number of right answers of the two; null without a reference. */
  rightAnswers: z.union([z.literal(0), z.literal(1), z.literal(2), z.null()]),
  /** ROUGE-L F1 between the two answers. */
  rougeLBetween: share,
});

/** A question and its rewording with every model's outcome; `sameContexts`: whether retrieval was stable. */
export const answerPairSchema = z.object({
  id: z.string(),
  kind: z.string(),
  question: z.string(),
  variant: z.string(),
  reference: z.string(),
  sameContexts: z.boolean(),
  models: z.record(z.string(), pairOutcomeSchema),
});

/** Time, memory and arithmetic of a stage; null if not recorded or without a formula. */
export const stageCostSchema = z.object({
  stage: z.string(),
  /** Wall-clock time of the stage's work. */
  seconds: z.number().nonnegative().nullable(),
  /** Largest resident memory of the whole process while the stage ran. */
  peakBytes: z.number().nonnegative().nullable(),
  /** Tokens that went through a model. */
  tokens: count.nullable(),
  /** Computed from the model's shape and `tokens`, not measured. */
  flops: z.number().nonnegative().nullable(),
});

/** Everything the report shows. The page computes only the word-level highlights from the models' answers. */
export const reportDataSchema = z.object({
  title: z.string(),
  dataset: z.object({
    articles: count,
    trainQuestions: count,
    testQuestions: count,
    pairs: count,
    pairsByKind: z.record(z.string(), count),
  }),
  encoder: z.string(),
  ladder: Ladder,
  weights: layerWeightsSchema.nullable(),
  similarities: SimilaritySample.nullable(),
  training: z.array(trainingCurveSchema),
  costs: z.array(stageCostSchema),
  pairs: z.array(answerPairSchema),
  settings: z.record(z.string(), z.unknown()),
  hashes: z.record(z.string(), z.string()),
  seed: z.number().int(),
  version: z.string(),
  command: z.string(),
});

export type { Difference, KindScores, PairedTest };
export type ReportedRow = LadderRow;
export type LayerWeights = z.infer<typeof layerWeightsSchema>;
export type Similarities = SimilaritySample;
export type TrainingCurve = z.infer<typeof trainingCurveSchema>;
export type PairOutcome = z.infer<typeof pairOutcomeSchema>;
export type StageCost = z.infer<typeof stageCostSchema>;
export type AnswerPair = z.infer<typeof answerPairSchema>;
/** Everything that a report shows. */
export type ReportData = z.infer<typeof reportDataSchema>;

/**
 * Checks `value` against the schema; unknown fields are dropped. Throws BAD_DOCUMENT naming the fields.
 *
 * @param path of the source file, for the error
 */
export function parseReportData(value: unknown, path = 'report data'): ReportData {
  const result = reportDataSchema.safeParse(value);
  if (!result.success) {
    throw new UnisonoError('BAD_DOCUMENT', { path, reason: describeIssues(result.error) });
  }
  return result.data;
}
