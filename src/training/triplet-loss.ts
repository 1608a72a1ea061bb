import { z } from 'zod';
import type { Tensor } from '../graph/graph.js';
import { add } from '../graph/ops/add.js';
import { div } from '../graph/ops/div.js';
import { mul } from '../graph/ops/mul.js';
import { reduceMean } from '../graph/ops/reduce-mean.js';
import { reduceSum } from '../graph/ops/reduce-sum.js';
import { relu } from '../graph/ops/relu.js';
import { sqrt } from '../graph/ops/sqrt.js';
import { sub } from '../graph/ops/sub.js';
import { Pooling } from '../models/pooling.js';

/** Distance between features: 1 - cosine, or the Euclidean norm of the difference. */
const FeatureDistance = z.enum(['cosine', 'euclidean']);
export type FeatureDistance = z.infer<typeof FeatureDistance>;

/** The triplet part of the loss, docs/method.md section 3: L = L_CE + alpha * L_triplet. */
export const TripletSettings = z.strictObject({
  alpha: z.number().min(0).default(0.3).meta({ description: 'Weight of the triplet loss beside the cross-entropy.' }),
  margin: z.number().min(0).default(0.3).meta({
    description: 'Distance by which the negative must be farther from the anchor than the positive is.',
    unit: 'distance; cosine: 0 to 2',
  }),
  distance: FeatureDistance.default('cosine').meta({ description: 'Distance between the features of two queries.' }),
  pooling: Pooling.default('max').meta({ description: 'How the hidden states of a query become one feature.' }),
  layer: z.int().default(-1).meta({
    description: 'Layer whose hidden states are pooled: 0 the embeddings, -1 the last layer.',
  }),
});
export type TripletSettings = z.output<typeof TripletSettings>;

/** Keeps square roots away from 0, where their gradient is infinite. */
const EPSILON = 1e-8;

/**
 * mean over rows of max(0, d(A, P) - d(A, N) + margin), docs/method.md section 3; with the Euclidean distance it agrees with
 * torch.nn.TripletMarginLoss up to the epsilon.
 *
 * @param anchor features [rows, size], as are `positive` and `negative`
 * @param margin in units of the distance (cosine: 0 to 2)
 * @returns a scalar
 */
export function tripletLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  margin: number,
  distance: FeatureDistance = 'cosine',
): Tensor {
  const d = distance === 'cosine' ? cosineDistance : euclideanDistance;
  const slack = add(sub(d(anchor, positive), d(anchor, negative)), anchor.graph.scalar(margin));
  return reduceMean(relu(slack), [0]);
}

/** 1 - cos(a, b) row by row: [rows, size] x [rows, size] -> [rows]. */
export function cosineDistance(a: Tensor, b: Tensor): Tensor {
  const { graph } = a;
  const dot = reduceSum(mul(a, b), [1]);
  const squares = mul(reduceSum(mul(a, a), [1]), reduceSum(mul(b, b), [1]));
  return sub(graph.scalar(1), div(dot, sqrt(add(squares, graph.scalar(EPSILON)))));
}

function euclideanDistance(a: Tensor, b: Tensor): Tensor {
  const difference = sub(a, b);
  return sqrt(add(reduceSum(mul(difference, difference), [1]), a.graph.scalar(EPSILON)));
}
