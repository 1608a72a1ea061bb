import { z } from 'zod';
import { SIMILARITY_DISTANCES } from '../../consistency/similarity.js';

/** One way to merge the specialists: one weight for all, or docs/method.md section 4 with its constants; and DARE's p. */
export const Trial = z.union([
  z.strictObject({ uniform: z.number(), dropProbability: z.number() }),
  z.strictObject({
    a: z.number(),
    b: z.number(),
    distance: z.enum(SIMILARITY_DISTANCES),
    dropProbability: z.number(),
  }),
]);
export type Trial = z.infer<typeof Trial>;

/** A trial's name, which is also its folder: "uniform 0.4, p 0.2". */
export function trialName(trial: Trial): string {
  const weighting = 'uniform' in trial ? `uniform ${trial.uniform}` : `${trial.distance} a ${trial.a}, b ${trial.b}`;
  return `${weighting}, p ${trial.dropProbability}`;
}

export const isUniform = (trial: Trial): boolean => 'uniform' in trial;
