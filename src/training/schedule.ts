import { z } from 'zod';

/** Course of the learning rate after warm-up: constant, linear to 0, cosine to 0, or flat with a linear tail. */
export const Schedule = z.enum(['constant', 'linear', 'cosine', 'trapezoid']);
export type Schedule = z.infer<typeof Schedule>;

export const ScheduleSettings = z.strictObject({
  warmup: z.number().min(0).max(1).default(0.1).meta({
    description: 'Share of the steps in which the learning rate rises from 0 to its peak.',
    unit: 'share of the steps',
  }),
  schedule: Schedule.default('linear').meta({
    description:
      'Learning rate after warm-up: constant, linear or cosine to 0, or flat with a linear tail (trapezoid).',
  }),
});
export type ScheduleSettings = z.output<typeof ScheduleSettings>;

/** Steps of warm-up of a training of `total` steps. */
export function warmupSteps(share: number, total: number): number {
  return Math.round(share * total);
}

/** The share of the steps in which `trapezoid` falls. */
const TAIL = 0.4;

/**
 * The factor on the peak learning rate.
 *
 * @param step 0-based, below `total`
 * @param warmup steps of linear rise; the first step has 1 / warmup
 * @returns in (0, 1]
 */
export function learningRateFactor(schedule: Schedule, step: number, total: number, warmup: number): number {
  if (step < warmup) return (step + 1) / warmup;
  const left = (total - step) / Math.max(1, total - warmup);
  if (schedule === 'linear') return left;
  if (schedule === 'cosine') return 0.5 * (1 + Math.cos(Math.PI * (1 - left)));
  if (schedule === 'trapezoid') return Math.min(1, left / TAIL);
  return 1;
}
