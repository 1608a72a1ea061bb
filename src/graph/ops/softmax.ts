import type { Tensor } from '../graph.js';
import { mul } from './mul.js';
import { reduceSum } from './reduce-sum.js';
import { sub } from './sub.js';

/** Softmax over the last axis. */
export function softmax(x: Tensor): Tensor {
  const y: Tensor = x.graph.emit({
    op: 'Softmax',
    inputs: [x],
    shape: x.shape,
    attributes: { axis: { int: -1 } },
    gradient: (dy) => [mul(y, sub(dy, reduceSum(mul(dy, y), [x.shape.length - 1], true)))],
  });
  return y;
}
