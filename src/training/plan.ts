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

/**
 * Shuffles the examples anew in every epoch and cuts them into batches; the last batch of an epoch may be smaller.
 *
 * @param ids of the examples, at least one
 * @param draw gives each anchor its triplet; undefined trains without the triplet loss
 */
export function planTraining(
  ids: readonly string[],
  epochs: number,
  batch: number,
  seed: number,
  draw?: DrawTriplet,
): TrainingPlan {
  const steps: TrainingPlan['steps'] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = new RandomStream(seed, `epoch ${epoch}`).shuffle(ids);
    for (let start = 0; start < order.length; start += batch) {
      const examples = order.slice(start, start + batch);
      const triplets = draw
        ? examples.map((anchor): [string, string, string] => {
            const { positive, negative } = draw(anchor, epoch);
            return [anchor, positive, negative];
          })
        : [];
      steps.push({ examples, triplets });
    }
  }
  return { steps };
}
