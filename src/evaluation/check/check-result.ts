import { z } from 'zod';
import { AGREEMENTS } from '../../metrics/agreement.js';
import { Figure, ModelCauses } from '../causes/causes.js';

const WorstPair = z.object({
  kind: z.string(),
  question: z.string(),
  rewording: z.string(),
  answer: z.string(),
  variantAnswer: z.string(),
  agreement: z.enum(AGREEMENTS).describe('`empty` where one of the two answers is.'),
  rougeLBetween: z.number().describe('ROUGE-L F1 between the two answers.'),
});

/** check.json: a first look at a target. */
export const CheckResult = z.object({
  target: z.string(),
  seed: z.int(),
  threshold: z.number(),
  questions: z.int(),
  pairs: z.int(),
  emptyPairs: z.int().describe('Pairs with an empty answer, which count as no agreement.'),
  answers: z.int().describe('Asked, or taken from before.'),
  seconds: z.number().describe('That the target took for them, added up.'),
  rs: Figure.describe('Share of pairs whose answers agree.'),
  em: Figure.describe('Share of pairs with equal answers.'),
  repeatability: Figure.nullable().describe('RS of the answers to the same question asked again.'),
  bothRight: Figure.nullable().describe('Share of pairs in which both answers agree with the reference, if there are.'),
  byKind: z.record(z.string(), Figure).describe('RS.'),
  causes: ModelCauses,
  worst: z.array(WorstPair).max(3),
  next: z.array(z.string()),
});
export type CheckResult = z.infer<typeof CheckResult>;
