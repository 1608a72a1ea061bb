import type { Graph, Tensor } from '../graph/graph.js';
import { add } from '../graph/ops/add.js';
import { cast } from '../graph/ops/cast.js';
import { mul } from '../graph/ops/mul.js';
import { relu } from '../graph/ops/relu.js';
import { reshape } from '../graph/ops/reshape.js';
import { sub } from '../graph/ops/sub.js';

/** Added to the scores of masked keys. */
export const MASKED = -1e9;

/**
 * An additive causal mask [length, length]: 0 for the query's own token and the tokens before it, with a `window` only the
 * last `window` of them.
 */
export function causalMask(graph: Graph, length: number, window: number | null): Tensor {
  const mask = new Float32Array(length * length);
  for (let i = 0; i < length; i++) {
    const row = mask.subarray(i * length, (i + 1) * length);
    row.fill(MASKED, i + 1);
    if (window !== null) row.fill(MASKED, 0, Math.max(0, i + 1 - window));
  }
  return graph.constant(mask, [length, length]);
}

/**
 * The mask of a cache whose slot is a token's position, narrowed to a window.
 *
 * @param mask [batch, 1, 1, slots]: 0 where the cache holds a token
 * @param positions int64 [batch, length] of the queries
 * @returns [batch, 1, length, slots]
 */
export function pastWindowMask(mask: Tensor, positions: Tensor, window: number): Tensor {
  const { graph } = mask;
  const [batch, length] = positions.shape as [number, number];
  const slots = mask.shape[3] as number;
  const slot = graph.constant(
    Float32Array.from({ length: slots }, (_, i) => i),
    [1, 1, 1, slots],
  );
  const position = reshape(cast(positions, 'float32'), [batch, 1, length, 1]);
  // Whole numbers: at most 0 within the window, at least 1 before it.
  const tooFar = relu(add(sub(position, slot), graph.scalar(1 - window)));
  return add(mask, mul(tooFar, graph.scalar(MASKED)));
}
