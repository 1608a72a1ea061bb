import { broadcastShapes, sumToShape } from '../broadcast.js';
import type { Tensor } from '../graph.js';

/** a * b element by element, with NumPy broadcasting. */
export function mul(a: Tensor, b: Tensor): Tensor {
  return a.graph.emit({
    op: 'Mul',
    inputs: [a, b],
    shape: broadcastShapes('mul', a.shape, b.shape),
    gradient: (dy) => [sumToShape(mul(dy, b), a.shape), sumToShape(mul(dy, a), b.shape)],
  });
}
