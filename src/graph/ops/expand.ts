import { sumToShape } from '../broadcast.js';
import type { Shape, Tensor } from '../graph.js';

/** Repeats axes of size 1 so that `x` has `shape`. */
export function expand(x: Tensor, shape: Shape): Tensor {
  return x.graph.emit({
    op: 'Expand',
    inputs: [x, x.graph.int64(shape)],
    shape,
    type: x.type,
    gradient: (dy) => [sumToShape(dy, x.shape), null],
  });
}
