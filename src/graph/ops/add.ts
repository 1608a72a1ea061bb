import { broadcastShapes, sumToShape } from '../broadcast.js';
import type { Tensor } from '../graph.js';

/** a + b, with NumPy broadcasting. */
export function add(a: Tensor, b: Tensor): Tensor {
  return a.graph.emit({
    op: 'Add',
    inputs: [a, b],
    shape: broadcastShapes('add', a.shape, b.shape),
    gradient: (dy) => [sumToShape(dy, a.shape), sumToShape(dy, b.shape)],
  });
}
