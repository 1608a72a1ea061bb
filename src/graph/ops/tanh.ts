import type { Tensor } from '../graph.js';
import { mul } from './mul.js';
import { sub } from './sub.js';

/** The hyperbolic tangent. */
export function tanh(x: Tensor): Tensor {
  const y: Tensor = x.graph.emit({
    op: 'Tanh',
    inputs: [x],
    shape: x.shape,
    gradient: (dy) => [mul(dy, sub(x.graph.scalar(1), mul(y, y)))],
  });
  return y;
}
