import { z } from 'zod';
import { Figure } from '../../metrics/figure.js';
import { AllFigures, MetricVersions } from '../../metrics/registry.js';
import { Trial } from './trial.js';

/** One trial on the dev split: figures with 95 % intervals, clustered by question. */
export const TriedMerge = z.strictObject({
  name: z.string(),
  trial: Trial,
  figures: AllFigures,
  /** RS less that of the best uniform trial, paired; null for that trial itself. */
  gain: Figure.nullable(),
  /** Whether ROUGE-L is not below the best single specialist's less the guard. */
  guarded: z.boolean(),
});
export type TriedMerge = z.infer<typeof TriedMerge>;

/** tune.json: what was tried, and what to take. */
export const TuneResult = z.strictObject({
  questions: z.int().positive(),
  pairs: z.int().positive(),
  /** RS threshold. */
  threshold: z.number(),
  metrics: MetricVersions,
  /** The best single specialist by ROUGE-L, what it reached, and what a merge may lose against it. */
  specialist: z.strictObject({ name: z.string(), rougeL: z.number(), guard: z.number() }),
  trials: z.array(TriedMerge).min(1),
  /** The best trial with one weight for all, and the trial to take; by name. */
  bestUniform: z.string(),
  chosen: z.string(),
  /** Why. */
  reason: z.string(),
});
export type TuneResult = z.infer<typeof TuneResult>;
