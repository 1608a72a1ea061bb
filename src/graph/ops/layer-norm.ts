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
 * (x - mean) / sqrt(variance + epsilon) * weight + bias over the last axis, with the variance that divides by n
 * (Ba, Kiros & Hinton 2016). `weight` and `bias` are [size of the last axis]; throws SHAPE_MISMATCH for others.
 *
 * One node forward. Its optional outputs differ between devices, so the gradient computes the statistics again.
 */
export function layerNorm(x: Tensor, weight: Tensor, bias: Tensor, epsilon: number): Tensor {
  const size = x.shape.at(-1);
  for (const vector of [weight, bias]) {
    if (vector.shape.length !== 1 || vector.shape[0] !== size) {
      throw new UnisonoError('SHAPE_MISMATCH', { op: 'layerNorm', reason: `[${x.shape}] with [${vector.shape}]` });
    }
  }
  return x.graph.emit({
    op: 'LayerNormalization',
    inputs: [x, weight, bias],
    shape: x.shape,
    attributes: { axis: { int: -1 }, epsilon: { float: epsilon } },
    gradient: (dy) => {
      const mean = (t: Tensor) => reduceMean(t, [t.shape.length - 1], true);
      const centerd = sub(x, mean(x));
      const deviation = sqrt(add(mean(mul(centerd, centerd)), x.graph.scalar(epsilon)));
      const normed = div(centerd, deviation);
      const scaled = mul(dy, weight);
      const dx = div(sub(sub(scaled, mean(scaled)), mul(normed, mean(mul(scaled, normed)))), deviation);
      return [dx, sumToShape(mul(dy, normed), weight.shape), sumToShape(dy, bias.shape)];
    },
  });
}
