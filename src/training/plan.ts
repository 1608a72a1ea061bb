import { z } from 'zod';
import { RandomStream } from '../core/random.js';
import { type PlannedExample, pairWordings, requireWholePairs, type Wording } from './pair-wordings.js';

/**
 * What one optimizer step sees, by example id; triplets are anchor, positive, negative. The first `pairs` pairs of
 * examples, 2i and 2i + 1, are two wordings of one question, for the pair losses; none where the field is absent.
 */
const PlannedStep = z
  .strictObject({
    examples: z.array(z.string()).min(1),
    triplets: z.array(z.tuple([z.string(), z.string(), z.string()])),
    pairs: z.int().min(1).exactOptional(),
  })
  .refine(({ examples, pairs = 0 }) => 2 * pairs <= examples.length, {
    path: ['pairs'],
    message: 'requires two examples for every pair',
  });

/** The order of the data, fixed before training, so that every engine trains on the same batches. */
export const TrainingPlan = z.strictObject({ steps: z.array(PlannedStep).min(1) });
export type TrainingPlan = z.infer<typeof TrainingPlan>;

/** The positive and negative of one anchor in one epoch. */
export type DrawTriplet = (anchor: string, epoch: number) => { positive: string; negative: string };

/** Batches per sorted window: more batches need less padding, fewer mix the examples better. */
const WINDOW = 8;

/**
 * Shuffles the examples in every epoch and cuts them into batches of similar length, so that there is little padding: within
 * a window of a few batches the examples are sorted, and the batches are shuffled again. The last batch of a window may
 * be smaller.
 *
 * @param examples at least one
 * @param draw gives each anchor its triplet; undefined trains without the triplet loss
 */
export function planTraining(
  examples: readonly PlannedExample[],
  epochs: number,
  batch: number,
  seed: number,
  draw?: DrawTriplet,
): TrainingPlan {
  const steps: TrainingPlan['steps'] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const random = new RandomStream(seed, `epoch ${epoch}`);
    for (const some of random.shuffle(batchesOfLikeLength(random.shuffle(examples), batch))) {
      steps.push(stepOf(some, epoch, draw));
    }
  }
  return { steps };
}

/**
 * Like `planTraining`, with the wordings of a question in pairs: see `pairWordings`. A batch has pairs of different
 * questions of similar length. Leftover wordings are grouped in twos by length, so that there are as many steps as without
 * pairs, and come last in their batch. Each step has its number of pairs.
 *
 * @param batch even
 * @throws BAD_ARGUMENT if it is odd
 */
export function planPairedTraining(
  wordings: readonly Wording[],
  epochs: number,
  batch: number,
  seed: number,
  draw?: DrawTriplet,
): TrainingPlan {
  requireWholePairs('training.batch', batch);
  const steps: TrainingPlan['steps'] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const random = new RandomStream(seed, `epoch ${epoch}`);
    const { rounds, alone } = pairWordings(wordings, seed, epoch);
    const two = (both: readonly Wording[], paired: boolean) => ({ both, paired, length: longest(both) });
    // Round by round, because pairs of one question have similar lengths and would all end up in one batch.
    const order = rounds.flatMap((round) => random.shuffle(round).map((both) => two(both, true)));
    order.push(...random.shuffle(batchesOfLikeLength(random.shuffle(alone), 2)).map((both) => two(both, false)));
    for (const some of random.shuffle(batchesOfLikeLength(order, batch / 2))) {
      const pairs = some.filter(({ paired }) => paired);
      const all = [...pairs, ...some.filter(({ paired }) => !paired)].flatMap(({ both }) => both);
      steps.push({ ...stepOf(all, epoch, draw), ...(pairs.length > 0 && { pairs: pairs.length }) });
    }
  }
  return { steps };
}

/** Cuts `order` into batches of `size` items, sorted by length within every window. */
function batchesOfLikeLength<T extends { readonly length: number }>(order: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let start = 0; start < order.length; start += size * WINDOW) {
    const window = order.slice(start, start + size * WINDOW).sort((a, b) => a.length - b.length);
    for (let at = 0; at < window.length; at += size) batches.push(window.slice(at, at + size));
  }
  return batches;
}

function longest(examples: readonly PlannedExample[]): number {
  return Math.max(...examples.map(({ length }) => length));
}

function stepOf(
  examples: readonly PlannedExample[],
  epoch: number,
  draw: DrawTriplet | undefined,
): TrainingPlan['steps'][number] {
  const ids = examples.map(({ id }) => id);
  return { examples: ids, triplets: draw ? ids.map((anchor) => tripletOf(anchor, epoch, draw)) : [] };
}

function tripletOf(anchor: string, epoch: number, draw: DrawTriplet): [string, string, string] {
  const { positive, negative } = draw(anchor, epoch);
  return [anchor, positive, negative];
}
