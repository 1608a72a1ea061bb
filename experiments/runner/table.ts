import { z } from 'zod';

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

/** One table of the results: which models and repairs are measured on which data, beside what. */
export const Table = z.strictObject({
  title: z.string(),
  /** Settings of the run, beside the folder of tables. */
  settings: z.string(),
  seeds: z.array(z.int().nonnegative()).min(1).default([1]),
  /** The settings whose test questions are asked instead, of another data set. */
  askedOn: z.string().optional(),
  /** Models of the ladder, by name, and repairs of them. */
  rungs: z.array(z.union([Name, Repair])).min(1),
  /** Pairs of rungs whose differences are measured; the first minus the second. */
  compare: z.array(z.tuple([Name, Name])).default([]),
});
export type Table = z.infer<typeof Table>;

export const nameOf = (rung: Table['rungs'][number]): string => (typeof rung === 'string' ? rung : rung.name);
