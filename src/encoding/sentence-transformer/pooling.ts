import { z } from 'zod';
import type { Tensor } from '../../graph/graph.js';
import { reshape } from '../../graph/ops/reshape.js';
import { slice } from '../../graph/ops/slice.js';
import { pool } from '../../models/pooling.js';

/** Pooling of token vectors into the sentence's: the first token's vector, the mean, or the element-wise maximum. */
export const SentencePooling = z.enum(['cls', 'mean', 'max']);
export type SentencePooling = z.infer<typeof SentencePooling>;

/**
 * Pools the tokens with mask 1.
 *
 * @param hidden [batch, length, size]
 * @param mask float32 [batch, length]: 1 for a token, 0 for padding on the right
 * @returns [batch, size]
 */
export function poolSentence(hidden: Tensor, mask: Tensor, pooling: SentencePooling): Tensor {
  if (pooling !== 'cls') return pool(hidden, mask, pooling);
  const [batch, , size] = hidden.shape as [number, number, number];
  return reshape(slice(hidden, 1, 0, 1), [batch, size]);
}
