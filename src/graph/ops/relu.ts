import type { Tensor } from '../graph.js';
import { mul } from './mul.js';
import { sign } from './sign.js';

/** max(0, x); the gradient at 0 is 0, as in PyTorch. */
export function relu(x: Tensor): Tensor {
  const y: Tensor = x.graph.emit({ op: 'Relu', inputs: [x], shape: x.shape, gradient: (dy) => [mul(dy, sign(y))] });
  return y;
}
