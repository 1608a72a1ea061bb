import { z } from 'zod';
import { Figure } from '../../metrics/figure.js';

const Count = z.int().nonnegative();
const Word = z.enum(['same', 'different', 'unusable']);

/** One pair and its judgments, one per order; `identical` answers and pairs with an empty answer are not judged. */
export const JudgedPairRecord = z.object({
  model: z.string(),
  id: z.string(),
  question: z.string(),
  identical: z.boolean(),
  empty: z.boolean().describe('Whether one of the two answers is empty.'),
  forward: Word.nullable(),
  backward: Word.nullable(),
});
export type JudgedPairRecord = z.infer<typeof JudgedPairRecord>;

/** The judge's figures of one model, and the reliability of the judge. */
export const JudgedModel = z.object({
  model: z.string(),
  informationConsistency: Figure.nullable().describe(
    'Mean over pairs of the share of the two orders in which the judge calls the answers the same. Identical answers count as the same, empty ones as different.',
  ),
  pairs: Count,
  identical: Count,
  emptyPairs: Count.describe('Pairs with an empty answer, which count as different.'),
  unusable: Count.describe('Pairs left out because the judge gave no usable answer.'),
  orderAgreement: Figure.nullable().describe('Share of judged pairs with the same judgment in both orders.'),
});
export type JudgedModel = z.infer<typeof JudgedModel>;

/** judge.json. Its figures appear in no other file. */
export const Judgments = z.object({
  judge: z.object({ url: z.string(), model: z.string(), prompt: z.string().describe('SHA-256 of the instruction.') }),
  resamples: Count,
  seed: z.int(),
  repeatability: Figure.nullable().describe('Share of judgments that stay the same when the judge is asked again.'),
  models: z.array(JudgedModel).min(1),
  pairs: z.array(JudgedPairRecord),
});
export type Judgments = z.infer<typeof Judgments>;
