import { z } from 'zod';
import { RandomStream } from '../core/random.js';

/** What one optimizer step sees, by example id; triplets are anchor, positive, negative. */
const PlannedStep = z.strictObject({
  examples: z.array(z.string()).min(1),
  triplets: z.array(z.tuple([z.string(), z.string(), z.string()])),
});

/** The order of the data, fixed before training, so that every engine trains on the same batches. */
export const TrainingPlan = z.strictObject({ steps: z.array(PlannedStep).min(1) });
export type TrainingPlan = z.infer<typeof TrainingPlan>;

/** The positive and negative of one anchor in one epoch. */
export type DrawTriplet = (anchor: string, epoch: number) => { positive: string; negative: string };

/** Batches that are sorted by length together: more waste less padding, fewer mix the examples better. */
const WINDOW = 8;

/**
 * Shuffles the examples anew in every epoch and cuts them into batches of like length, so that little is padding: within
 * a window of a few batches the examples are sorted, and the batches are shuffled again. The last batch of a window may
 * be smaller.
 *
 * @param examples at least one; `length` in any unit, for example characters
 * @param draw gives each anchor its triplet; undefined trains without the triplet loss
 */
export function planTraining(
  examples: readonly { readonly id: string; readonly length: number }[],
  epochs: number,
  batch: number,
  seed: number,
  draw?: DrawTriplet,
): TrainingPlan {
  const steps: TrainingPlan['steps'] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const random = new RandomStream(seed, `epoch ${epoch}`);
    const order = random.shuffle(examples);
    const batches: string[][] = [];
    for (let start = 0; start < order.length; start += batch * WINDOW) {
      const window = order.slice(start, start + batch * WINDOW).sort((a, b) => a.length - b.length);
      for (let at = 0; at < window.length; at += batch) batches.push(window.slice(at, at + batch).map(({ id }) => id));
    }
    for (const ids of random.shuffle(batches)) {
      const triplets = draw ? ids.map((anchor) => tripletOf(anchor, epoch, draw)) : [];
      steps.push({ examples: ids, triplets });
    }
  }
  return { steps };
}

function tripletOf(anchor: string, epoch: number, draw: DrawTriplet): [string, string, string] {
  const { positive, negative } = draw(anchor, epoch);
  return [anchor, positive, negative];
}
