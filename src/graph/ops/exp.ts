import type { Tensor } from '../graph.js';
import { mul } from './mul.js';

/** e^x, element by element. */
export function exp(x: Tensor): Tensor {
  const y: Tensor = x.graph.emit({ op: 'Exp', inputs: [x], shape: x.shape, gradient: (dy) => [mul(dy, y)] });
  return y;
}
