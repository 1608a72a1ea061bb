import { z } from 'zod';
import { AGREEMENTS } from '../../metrics/agreement.js';
import { Figure } from '../../metrics/figure.js';
import { MetricVersions, SomeFigures } from '../../metrics/registry.js';
import { ModelCauses } from '../causes/causes.js';

const WorstPair = z.object({
  kind: z.string(),
  question: z.string(),
  rewording: z.string(),
  answer: z.string(),
  variantAnswer: z.string(),
  agreement: z.enum(AGREEMENTS).describe('Relation of the two answers; `empty` if at least one is empty.'),
  rougeLBetween: z.number().describe('ROUGE-L F1 between the two answers.'),
});

/** check.json: the result of `unisono check`. */
export const CheckResult = z.object({
  target: z.string(),
  seed: z.int(),
  threshold: z.number(),
  questions: z.int(),
  pairs: z.int(),
  emptyPairs: z.int().describe('Pairs with an empty answer, which count as no agreement.'),
  answers: z.int().describe('Answers used: new ones and those of earlier runs.'),
  seconds: z.number().describe('Sum of the target’s answer times.'),
  metrics: MetricVersions,
  figures: SomeFigures.describe('Every metric of pairs; metrics that need references only if every question has one.'),
  repeatability: Figure.nullable().describe('RS of the answers to the same question asked again.'),
  byKind: z.record(z.string(), z.object({ pairs: z.int(), figures: SomeFigures })),
  causes: ModelCauses,
  worst: z.array(WorstPair).max(3),
  next: z.array(z.string()),
});
export type CheckResult = z.infer<typeof CheckResult>;
