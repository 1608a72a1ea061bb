import type { Tensor } from '../graph.js';
import { add } from './add.js';
import { mul } from './mul.js';
import { sigmoid } from './sigmoid.js';
import { sub } from './sub.js';

/**
 * x sigmoid(x), the activation of Llama's gated feed-forward layer. One node forward; the gradient y + sigmoid(x) (1 - y)
 * computes the sigmoid again instead of keeping it.
 */
export function silu(x: Tensor): Tensor {
  const y: Tensor = x.graph.emit({
    op: 'QuickGelu',
    domain: 'com.microsoft',
    inputs: [x],
    shape: x.shape,
    attributes: { alpha: { float: 1 } },
    gradient: (dy) => [mul(dy, add(y, mul(sigmoid(x), sub(x.graph.scalar(1), y))))],
  });
  return y;
}
