import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import type { Tensor } from '../graph/graph.js';
import { logSoftmax } from '../graph/ops/cross-entropy.js';
import { exp } from '../graph/ops/exp.js';
import { gatherRows } from '../graph/ops/gather-rows.js';
import { mul } from '../graph/ops/mul.js';
import { reduceSum } from '../graph/ops/reduce-sum.js';
import { reshape } from '../graph/ops/reshape.js';
import { sub } from '../graph/ops/sub.js';
import type { PairLoss } from './pair-loss.js';

/** Draws the answers to two wordings of a question together: L = L_CE + weight * L_KL. */
export const SYMMETRIC_KL = {
  description: 'Symmetric KL divergence between the answers to two wordings of a question, which are read in pairs.',
  mark: 'KL',
  label: 'symmetric KL',
  settings: z.strictObject({
    weight: z.number().min(0).default(1).meta({
      description: 'Factor on the symmetric KL beside the cross-entropy; 0 trains on the same pairs without it.',
    }),
  }),
  between: symmetricKl,
} as const satisfies PairLoss;

/**
 * Symmetric Kullback-Leibler divergence between rows of logits and their partners (Kullback and Leibler 1951, halved):
 *
 *     sum over rows i of weights[i] * s(i),   j = partners[i],  p = softmax(logits[i]),  q = softmax(logits[j])
 *     s(i) = 1/2 [KL(p || q) + KL(q || p)] = 1/2 sum over classes of (p - q) (log p - log q)
 *
 * Both rows of a pair have the same s. With weights of 1 / (2 n) in each of the two rows of n pairs the sum is the mean
 * over the pairs, in nats, 0 where p = q and without an upper bound. No term of it is negative, whatever the rounding.
 * The gradient flows into both sides, and no row needs others than its own and its partner's; beside the cross-entropy of
 * the same logits a step holds four more matrices of their size at its peak:
 *
 *     d loss / d logits[i] = weights[i] * [p (log p - log q - KL(p || q)) + p - q]
 *
 * @param logits [rows, classes]
 * @param partners int32 [rows], its own inverse: partners[partners[i]] = i. A row that is its own partner adds nothing
 * @param weights [rows], equal in both rows of a pair; 0 for padding. They have no gradient
 * @returns a scalar
 * @throws SHAPE_MISMATCH unless there are one partner and one weight per row
 */
export function symmetricKl(logits: Tensor, partners: Tensor, weights: Tensor): Tensor {
  const [rows] = logits.shape as [number, number];
  if (partners.size !== rows || weights.size !== rows) {
    throw new UnisonoError('SHAPE_MISMATCH', {
      op: 'symmetricKl',
      reason: `${rows} rows, ${partners.size} partners, ${weights.size} weights`,
    });
  }
  const { graph } = logits;
  const { logP, loss } = graph.detached(() => {
    const logP = logSoftmax(logits);
    const logQ = gatherRows(logP, partners);
    const twice = reduceSum(mul(sub(exp(logP), exp(logQ)), sub(logP, logQ)), [1]);
    return { logP, loss: mul(reduceSum(mul(twice, weights), [0]), graph.scalar(0.5)) };
  });
  return graph.emit({
    op: 'Identity',
    inputs: [loss],
    shape: [],
    gradientInputs: [logits],
    gradient: (dy) => {
      // Gathered again: kept from the forward pass, it would add to the largest matrices of a step.
      const logQ = gatherRows(logP, partners);
      const p = exp(logP);
      const weighted = mul(p, sub(logP, logQ));
      const forward = mul(p, reduceSum(weighted, [1], true));
      const slope = sub(weighted, sub(forward, sub(p, exp(logQ))));
      return [mul(slope, reshape(mul(weights, dy), [rows, 1]))];
    },
  });
}
