import type { Tensor } from '../graph.js';
import { neg } from './neg.js';

/**
 * Rotary position embedding (Su et al. 2021) in Hugging Face's half-split layout: x cos + rotate_half(x) sin.
 * The gradient is the rotation by the opposite angle.
 *
 * @param x [batch, heads, length, headSize]
 * @param positions int64 [batch, length]
 * @param cos, sin [positions, headSize / 2]
 */
export function rotary(x: Tensor, positions: Tensor, cos: Tensor, sin: Tensor): Tensor {
  return x.graph.emit({
    op: 'RotaryEmbedding',
    domain: 'com.microsoft',
    inputs: [x, positions, cos, sin],
    shape: x.shape,
    gradient: (dy) => [rotary(dy, positions, cos, neg(sin)), null, null, null],
  });
}
