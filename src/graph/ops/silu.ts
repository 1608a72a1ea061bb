import type { Tensor } from '../graph.js';
import { mul } from './mul.js';
import { sigmoid } from './sigmoid.js';

/** x * sigmoid(x), the activation of Llama's gated feed-forward layer. */
export function silu(x: Tensor): Tensor {
  return mul(x, sigmoid(x));
}
