import { z } from 'zod';

const Count = z.int().nonnegative();

/** A number with its 95 % interval and sample size: the only form in which figures are measured, stored and shown. */
export const Figure = z.object({
  value: z.number(),
  low: z.number().describe('Lower end of the 95 % interval, by percentiles of the bootstrap over questions.'),
  high: z.number(),
  bca: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe('95 % interval by BCa over the same resamples; null if the data do not determine it.'),
  n: Count.describe('Number of values: pairs, answers or groups.'),
  questions: Count.describe('Number of questions of these values; each question is resampled as a whole.'),
});
export type Figure = z.infer<typeof Figure>;

/** A figure without its name. */
export const Estimate = Figure.pick({ value: true, low: true, high: true });
export type Estimate = z.infer<typeof Estimate>;

/** Bounds of a figure: [0, 1] for a share, [-1, 1] for a difference of shares. */
export type Bounds = readonly [least: number, most: number];
export const LEVEL: Bounds = [0, 1];
export const DIFFERENCE: Bounds = [-1, 1];

/** A figure whose value and ends lie within bounds; rounding may leave an end a little outside. */
export function figureWithin([least, most]: Bounds): typeof Figure {
  const inside = z
    .number()
    .min(least - 1e-4)
    .max(most + 1e-4);
  return Figure.extend({ value: inside, low: inside, high: inside });
}

/**
 * The figure, with a wider interval if all questions gave the same value, for which the bootstrap's interval is a point. It
 * is then widened on both sides by the Clopper-Pearson bound for an event not seen in this number of questions, 1 -
 * 0.025^(1 / questions), and BCa's with it.
 */
export function widenPoint<Measured extends Omit<Figure, 'n'>>(figure: Measured, [least, most]: Bounds): Measured {
  const { value, low, high, questions } = figure;
  if (high - low > 1e-9) return figure;
  const unseen = 1 - 0.025 ** (1 / Math.max(1, questions));
  const ends: [number, number] = [Math.max(least, value - unseen), Math.min(most, value + unseen)];
  return { ...figure, low: ends[0], high: ends[1], bca: ends };
}

/** The opposite figure: the complement of a share, or b - a instead of a - b. */
export function opposite(figure: Figure, whole: 0 | 1): Figure {
  const { value, low, high, bca } = figure;
  const of = (each: number) => whole - each || 0;
  return { ...figure, value: of(value), low: of(high), high: of(low), bca: bca && [of(bca[1]), of(bca[0])] };
}
