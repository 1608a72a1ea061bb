import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { describeIssues } from '../core/files.js';
import { type KindScores, LadderRow } from '../evaluation/ladder.js';

/** A share or score in [0, 1]. Sums of products may end a rounding error outside, which is not worth a refusal. */
const share = z
  .number()
  .min(-1e-9)
  .max(1 + 1e-9);
const count = z.number().int().nonnegative();

/** One model of the ladder, as `evaluate` wrote it. */
export const ladderRowSchema = LadderRow.omit({ rougeLOriginal: true });

/** `metric(a) - metric(b)` over `pairs` pairs, with the 95 % interval of a paired bootstrap clustered by question. */
export const differenceSchema = z.object({
  a: z.string(),
  b: z.string(),
  metric: z.enum(['rs', 'em', 'rougeL']),
  difference: z.number(),
  low: z.number(),
  high: z.number(),
  pairs: count,
});

const numbers = z.array(z.number());

/** The layer weights of the merge; `d`, `inv`, `r` and `w` of a layer hold one number per entry of `models`. */
export const layerWeightsSchema = z
  .object({
    encoder: z.string(),
    pooling: z.string(),
    distance: z.string(),
    a: z.number(),
    b: z.number(),
    models: z.array(z.string()).min(1),
    perLayer: z.array(
      z.object({ layer: z.union([z.number(), z.string()]), d: numbers, inv: numbers, r: numbers, w: numbers }),
    ),
  })
  .refine(
    ({ models, perLayer }) =>
      perLayer.every(({ d, inv, r, w }) => [d, inv, r, w].every((row) => row.length === models.length)),
    { path: ['perLayer'], message: 'd, inv, r and w need one number per model' },
  );

/** The loss curve of one model; `triplet` is null where the model was trained on cross-entropy alone. */
export const trainingCurveSchema = z.object({
  model: z.string(),
  steps: z.array(z.object({ step: count, ce: z.number(), triplet: z.number().nullable(), learningRate: z.number() })),
});

const twoAnswers = z.tuple([z.string(), z.string()]);

/**
 * A question and its rewording with each model's two answers (to `question`, to `variant`) and their ROUGE-L.
 * `model` is the model whose inconsistency the pair shows; `sameContexts` tells whether retrieval was stable.
 */
export const answerPairSchema = z
  .object({
    model: z.string(),
    kind: z.string(),
    question: z.string(),
    variant: z.string(),
    reference: z.string(),
    answers: z.record(z.string(), twoAnswers),
    rougeLBetween: z.record(z.string(), share),
    sameContexts: z.boolean(),
  })
  .refine(({ model, answers, rougeLBetween }) => model in answers && model in rougeLBetween, {
    path: ['model'],
    message: 'needs an entry in answers and in rougeLBetween',
  });

/** Everything the report shows. The page computes nothing from the models' answers but the word-level highlights. */
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
  threshold: share,
  ladder: z.object({ rows: z.array(ladderRowSchema).min(1) }),
  differences: z.array(differenceSchema),
  weights: layerWeightsSchema.nullable(),
  training: z.array(trainingCurveSchema),
  pairs: z.array(answerPairSchema),
  settings: z.record(z.string(), z.unknown()),
  hashes: z.record(z.string(), z.string()),
  seed: z.number().int(),
  version: z.string(),
  command: z.string(),
});

export type { KindScores };
export type ReportedRow = z.infer<typeof ladderRowSchema>;
export type Difference = z.infer<typeof differenceSchema>;
export type LayerWeights = z.infer<typeof layerWeightsSchema>;
export type TrainingCurve = z.infer<typeof trainingCurveSchema>;
export type AnswerPair = z.infer<typeof answerPairSchema>;
export type ReportData = z.infer<typeof reportDataSchema>;

/**
 * Checks `value` against the schema; unknown fields are dropped. Throws BAD_DOCUMENT naming the fields.
 *
 * @param path of the file that it comes from, for the error
 */
export function parseReportData(value: unknown, path = 'report data'): ReportData {
  const result = reportDataSchema.safeParse(value);
  if (!result.success) {
    throw new UnisonoError('BAD_DOCUMENT', { path, reason: describeIssues(result.error) });
  }
  return result.data;
}
