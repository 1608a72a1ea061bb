import type { Tensor } from '../graph.js';
import { mul } from './mul.js';
import { sub } from './sub.js';

/** 1 / (1 + exp(-x)). */
export function sigmoid(x: Tensor): Tensor {
  const y: Tensor = x.graph.emit({
    op: 'Sigmoid',
    inputs: [x],
    shape: x.shape,
    gradient: (dy) => [mul(dy, mul(y, sub(x.graph.scalar(1), y)))],
  });
  return y;
}
