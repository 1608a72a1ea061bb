import type { Tensor } from '../graph/graph.js';
import { add } from '../graph/ops/add.js';
import { concat } from '../graph/ops/concat.js';
import { matmul } from '../graph/ops/matmul.js';
import { reshape } from '../graph/ops/reshape.js';
import { slice } from '../graph/ops/slice.js';
import { softmax } from '../graph/ops/softmax.js';
import { transpose } from '../graph/ops/transpose.js';
import { softCap } from './blocks.js';

/** Keys and values of one layer: [batch, keyHeads, length, headSize]. Keys are rotated already. */
export interface KeysValues {
  readonly keys: Tensor;
  readonly values: Tensor;
}

/** Factor on query-key products, and their soft cap if there is one. */
export interface ScoreSettings {
  readonly attentionScale: number;
  readonly attentionSoftCap: number | null;
}

/**
 * Grouped-query attention of tokens among themselves. The query heads of one key head are concatenated along the
 * length, so that keys and values are not copied: [B, KV, G*T, hd] x [B, KV, T, hd].
 *
 * @param queries [batch, heads, length, headSize]
 * @param mask additive [length, length]
 * @returns [batch, length, heads * headSize]
 */
export function attend(queries: Tensor, { keys, values }: KeysValues, mask: Tensor, settings: ScoreSettings): Tensor {
  const probabilities = softmax(scores(queries, keys, mask, settings));
  return mergeHeads(weigh(probabilities, values, queries));
}

/**
 * Attention of new tokens to a cache and among themselves; scores are joined, the cache itself is never copied.
 *
 * @param pastMask additive, broadcast to [batch, heads, length, slots]
 * @param ownMask additive [length, length]
 */
export function attendWithPast(
  queries: Tensor,
  own: KeysValues,
  past: KeysValues,
  pastMask: Tensor,
  ownMask: Tensor,
  settings: ScoreSettings,
): Tensor {
  const slots = past.keys.shape[2] as number;
  const length = queries.shape[2] as number;
  const joined = [scores(queries, past.keys, pastMask, settings), scores(queries, own.keys, ownMask, settings)];
  const probabilities = softmax(concat(joined, 3));
  const fromPast = weigh(slice(probabilities, 3, 0, slots), past.values, queries);
  const fromOwn = weigh(slice(probabilities, 3, slots, slots + length), own.values, queries);
  return mergeHeads(add(fromPast, fromOwn));
}

/** Masked scores [batch, heads, length, keys]. */
function scores(queries: Tensor, keys: Tensor, mask: Tensor, settings: ScoreSettings): Tensor {
  const [batch, heads, length, size] = queries.shape as [number, number, number, number];
  const [, keyHeads, count] = keys.shape as [number, number, number];
  const grouped = reshape(queries, [batch, keyHeads, (heads / keyHeads) * length, size]);
  const products = matmul(grouped, keys, { transB: true, alpha: settings.attentionScale });
  return add(reshape(softCap(products, settings.attentionSoftCap), [batch, heads, length, count]), mask);
}

/** Values weighted by probabilities [batch, heads, length, keys]; result in the shape of the queries. */
function weigh(probabilities: Tensor, values: Tensor, queries: Tensor): Tensor {
  const [batch, heads, length, count] = probabilities.shape as [number, number, number, number];
  const keyHeads = values.shape[1] as number;
  const grouped = reshape(probabilities, [batch, keyHeads, (heads / keyHeads) * length, count]);
  return reshape(matmul(grouped, values), queries.shape);
}

/** [batch, heads, length, size] -> [batch, length, heads * size]. */
function mergeHeads(x: Tensor): Tensor {
  const [batch, heads, length, size] = x.shape as [number, number, number, number];
  return reshape(transpose(x, [0, 2, 1, 3]), [batch, length, heads * size]);
}
