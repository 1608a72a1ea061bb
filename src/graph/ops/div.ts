import { broadcastShapes, sumToShape } from '../broadcast.js';
import type { Tensor } from '../graph.js';
import { mul } from './mul.js';
import { neg } from './neg.js';

/** a / b element by element, with NumPy broadcasting. */
export function div(a: Tensor, b: Tensor): Tensor {
  const quotient: Tensor = a.graph.emit({
    op: 'Div',
    inputs: [a, b],
    shape: broadcastShapes('div', a.shape, b.shape),
    gradient: (dy) => {
      const scaled = div(dy, b);
      return [sumToShape(scaled, a.shape), sumToShape(neg(mul(scaled, quotient)), b.shape)];
    },
  });
  return quotient;
}
