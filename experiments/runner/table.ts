import { SIMILARITY_DISTANCES } from 'unisono/consistency';
import { Pooling } from 'unisono/models';
import { z } from 'zod';
import { LEARNING_SPLITS, WEIGHTINGS } from './weightings.js';

const Name = z.string().regex(/^[\w.+ -]+$/);

/** A repair that needs no training, in front of or behind model `of`. */
const Repair = z.strictObject({
  name: Name,
  of: Name.describe('A model of the ladder.'),
  /** Every wording is retrieved for and answered in its canonical form. */
  canonical: z.literal(true).optional(),
  /** Answers are sampled at this temperature instead of greedily chosen. */
  temperature: z.number().positive().optional(),
  /** The answer is the medoid of those to the wording and to the variants that rules make of it. */
  medoid: z.literal(true).optional(),
});
export type Repair = z.infer<typeof Repair>;

/** A different merge of the specialists: over masked deltas, or by a mergekit method. */
const MergeRung = z.strictObject({
  name: Name,
  merge: z.strictObject({
    weighting: z.enum(WEIGHTINGS).default('consistency'),
    /** The questions that `learned` weights are learned on: those of dev, or the greater number of `learn`. Default: dev. */
    learnedOn: z.enum(LEARNING_SPLITS).optional(),
    /** The one weight of `uniform`, or of every model of a method. Default: the mean of the consistency weights; 1 / N. */
    w: z.number().optional(),
    a: z.number().optional(),
    b: z.number().optional(),
    /** Only these layers are merged, from the first up to the one before the second; all others stay the base's. */
    layers: z.tuple([z.int().nonnegative(), z.int().positive()]).optional(),
    distance: z.enum(SIMILARITY_DISTANCES).optional(),
    /** Activations are pooled in another way than in the run, and the weights measured anew. */
    pooling: Pooling.optional(),
    dropProbability: z.number().min(0).lt(1).optional(),
    method: z.enum(['linear', 'ties', 'dare_ties', 'task_arithmetic']).optional(),
  }),
});
export type MergeRung = z.infer<typeof MergeRung>;

/** One results table: the models and repairs, the data, and the comparisons. */
export const Table = z.strictObject({
  title: z.string(),
  /** Settings of the run, beside the folder of tables. */
  settings: z.string(),
  seeds: z.array(z.int().nonnegative()).min(1).default([1]),
  /** The settings whose test questions are asked instead, of another data set. */
  askedOn: z.string().optional(),
  /** Models of the ladder, by name, repairs of them, and other merges. */
  rungs: z.array(z.union([Name, Repair, MergeRung])).min(1),
  /** Pairs of rungs whose differences are measured; the first minus the second. */
  compare: z.array(z.tuple([Name, Name])).default([]),
});
export type Table = z.infer<typeof Table>;
