import type { Tensor } from '../graph.js';

/** -1, 0 or 1; has no gradient. */
export function sign(x: Tensor): Tensor {
  return x.graph.emit({ op: 'Sign', inputs: [x], shape: x.shape });
}
