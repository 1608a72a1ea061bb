import { layerWeights, type SigmoidScale } from 'unisono/consistency';
import { RandomStream } from 'unisono/core';
import { z } from 'zod';

/** Weighting of the specialists: by the method, by one number, by the reversed order, or learned by gradient. */
export const WEIGHTINGS = ['consistency', 'uniform', 'reversed', 'random', 'learned'] as const;
export type Weighting = (typeof WEIGHTINGS)[number];

/** Data splits available for learning weights. */
export const LEARNING_SPLITS = ['dev', 'learn'] as const;
export type LearningSplit = (typeof LEARNING_SPLITS)[number];

/** w of every layer and model, [layer][model]. */
export const Weights = z.array(z.array(z.number()));
export type Weights = readonly (readonly number[])[];

/** docs/method.md section 4 from the distances of every layer, [layer][model]. */
export function consistency(distances: Weights, scale: SigmoidScale): number[][] {
  return distances.map((d) => layerWeights(d, scale).w);
}

/** One number everywhere. Default: the mean of `weights`, so that the sum of all is the same. */
export function uniform(weights: Weights, value = meanOf(weights)): number[][] {
  return weights.map((layer) => layer.map(() => value));
}

/** In every layer the most consistent model gets the weight of the least consistent, and so on: the same sum in each layer. */
export function reversed(weights: Weights): number[][] {
  return weights.map((layer) => {
    const order = [...layer.keys()].sort((i, j) => layer[i]! - layer[j]!);
    const swapped = [...layer];
    for (const [rank, k] of order.entries()) swapped[k] = layer[order[order.length - 1 - rank]!]!;
    return swapped;
  });
}

/** Weights permuted at random in every layer: the sum in each layer is unchanged. */
export function random(weights: Weights, seed: number): number[][] {
  return weights.map((layer, l) => new RandomStream(seed, `random weights ${l}`).shuffle(layer));
}

function meanOf(weights: Weights): number {
  const all = weights.flat();
  return all.reduce((sum, w) => sum + w, 0) / all.length;
}
