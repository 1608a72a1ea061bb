import { UnisonoError } from '../../core/errors.js';
import { sumToShape } from '../broadcast.js';
import type { Tensor } from '../graph.js';
import { add } from './add.js';
import { div } from './div.js';
import { mul } from './mul.js';
import { reduceMean } from './reduce-mean.js';
import { sqrt } from './sqrt.js';
import { sub } from './sub.js';

/**
 * x / sqrt(mean(x^2) + epsilon) * weight over the last axis (Zhang & Sennrich 2019). `weight` is [size of the last axis];
 * throws SHAPE_MISMATCH for others.
 *
 * One node forward, which keeps only x; the gradient computes the root again.
 */
export function rmsNorm(x: Tensor, weight: Tensor, epsilon: number): Tensor {
  if (weight.shape.length !== 1 || weight.shape[0] !== x.shape.at(-1)) {
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'rmsNorm', reason: `[${x.shape}] with [${weight.shape}]` });
  }
  return x.graph.emit({
    op: 'SimplifiedLayerNormalization',
    inputs: [x, weight],
    shape: x.shape,
    attributes: { axis: { int: -1 }, epsilon: { float: epsilon }, stash_type: { int: 1 } },
    gradient: (dy) => {
      const mean = (t: Tensor) => reduceMean(t, [t.shape.length - 1], true);
      const root = sqrt(add(mean(mul(x, x)), x.graph.scalar(epsilon)));
      const normed = div(x, root);
      const scaled = mul(dy, weight);
      const dx = div(sub(scaled, mul(normed, mean(mul(scaled, normed)))), root);
      return [dx, sumToShape(mul(dy, normed), weight.shape)];
    },
  });
}
