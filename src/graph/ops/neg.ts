import type { Tensor } from '../graph.js';

/** -x. */
export function neg(x: Tensor): Tensor {
  return x.graph.emit({ op: 'Neg', inputs: [x], shape: x.shape, gradient: (dy) => [neg(dy)] });
}
