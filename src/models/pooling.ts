import { z } from 'zod';
import type { Tensor } from '../graph/graph.js';
import { add } from '../graph/ops/add.js';
import { div } from '../graph/ops/div.js';
import { mul } from '../graph/ops/mul.js';
import { reduceMax } from '../graph/ops/reduce-max.js';
import { reduceSum } from '../graph/ops/reduce-sum.js';
import { reshape } from '../graph/ops/reshape.js';
import { sub } from '../graph/ops/sub.js';

/** Pooling of token vectors into one vector: the element-wise maximum, the mean, or the last token's vector. */
export const Pooling = z.enum(['max', 'mean', 'last']);
export type Pooling = z.infer<typeof Pooling>;

/**
 * Pools hidden states over the tokens with mask 1.
 *
 * @param hidden [batch, length, size]
 * @param mask float32 [batch, length]: 1 for a real token, 0 for padding on the right; at least one token a row
 * @returns [batch, size]
 */
export function pool(hidden: Tensor, mask: Tensor, pooling: Pooling): Tensor {
  const { graph } = hidden;
  const [batch, length] = mask.shape as [number, number];
  const column = reshape(mask, [batch, length, 1]);
  if (pooling === 'max') {
    const penalty = mul(sub(column, graph.scalar(1)), graph.scalar(1e9));
    return reduceMax(add(hidden, penalty), 1);
  }
  const marks = pooling === 'mean' ? column : lastMark(mask);
  return div(reduceSum(mul(hidden, marks), [1]), reduceSum(marks, [1]));
}

/** 1 at the last real token: the mask minus the mask shifted left by one. */
function lastMark(mask: Tensor): Tensor {
  const { graph } = mask;
  const [batch, length] = mask.shape as [number, number];
  const shift = new Float32Array(length * length);
  for (let i = 0; i + 1 < length; i++) shift[(i + 1) * length + i] = 1;
  const next = graph.emit({ op: 'MatMul', inputs: [mask, graph.constant(shift, [length, length])], shape: mask.shape });
  return reshape(sub(mask, next), [batch, length, 1]);
}
