import { broadcastShapes, sumToShape } from '../broadcast.js';
import type { Tensor } from '../graph.js';
import { neg } from './neg.js';

/** a - b, with NumPy broadcasting. */
export function sub(a: Tensor, b: Tensor): Tensor {
  return a.graph.emit({
    op: 'Sub',
    inputs: [a, b],
    shape: broadcastShapes('sub', a.shape, b.shape),
    gradient: (dy) => [sumToShape(dy, a.shape), sumToShape(neg(dy), b.shape)],
  });
}
