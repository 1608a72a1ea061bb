import type { Tensor } from '../graph/graph.js';
import { add } from '../graph/ops/add.js';
import { concat } from '../graph/ops/concat.js';
import { gatherRows } from '../graph/ops/gather-rows.js';
import { matmul } from '../graph/ops/matmul.js';
import { reshape } from '../graph/ops/reshape.js';
import { rotary } from '../graph/ops/rotary.js';
import { slice } from '../graph/ops/slice.js';
import { softmax } from '../graph/ops/softmax.js';
import { transpose } from '../graph/ops/transpose.js';
import { causalMask, gatedFeedForward, linear, rmsNorm, rotaryTables } from './blocks.js';
import { headSize, type ModelConfig } from './config.js';

/** Keys and values of one layer: [batch, kvHeads, length, headSize]. Keys are rotated already. */
export interface KeysValues {
  readonly keys: Tensor;
  readonly values: Tensor;
}

export interface Decoded {
  /** layers + 1 tensors [batch, length, hidden]: the embeddings, then each layer's output, the last one normalised. */
  readonly hiddenStates: readonly Tensor[];
  /** The keys and values of the tokens given, per layer. */
  readonly cache: readonly KeysValues[];
}

/** What a decoding step sees of the tokens before it. */
export interface Past {
  readonly cache: readonly KeysValues[];
  /** Additive mask [batch, 1, 1, pastLength]: 0 where the cache holds a token, -1e9 elsewhere. */
  readonly mask: Tensor;
  /** int64 [batch, 1]: the position of the token given. */
  readonly positions: Tensor;
}

/**
 * The Llama decoder (Touvron et al. 2023), agreeing with transformers' LlamaModel.
 *
 * @param weights tensors by Hugging Face name, see `llamaParameterShapes`
 * @param ids int32 [batch, length]; pad on the right, where the causal mask hides padding from every real token
 * @param past for a decoding step (length 1): the cache of the tokens before
 */
export function llama(config: ModelConfig, weights: ReadonlyMap<string, Tensor>, ids: Tensor, past?: Past): Decoded {
  const { graph } = ids;
  const [batch, length] = ids.shape as [number, number];
  const { cos, sin } = rotaryTables(
    graph,
    past ? config.max_position_embeddings : length,
    headSize(config),
    config.rope_theta,
  );
  const counting = BigInt64Array.from({ length: batch * length }, (_, i) => BigInt(i % length));
  const positions = past?.positions ?? graph.constant(counting, [batch, length]);
  const mask = past ? undefined : causalMask(graph, length);
  const weight = (name: string) => weights.get(name) as Tensor;

  let x = gatherRows(weight('model.embed_tokens.weight'), ids);
  const hiddenStates = [x];
  const cache: KeysValues[] = [];
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const of = (name: string) => weight(`model.layers.${layer}.${name}.weight`);
    const normed = rmsNorm(x, of('input_layernorm'), config.rms_norm_eps);
    const heads = (name: string, count: number) =>
      transpose(
        reshape(linear(normed, of(`self_attn.${name}`)), [batch, length, count, headSize(config)]),
        [0, 2, 1, 3],
      );
    const queries = rotary(heads('q_proj', config.num_attention_heads), positions, cos, sin);
    const keys = rotary(heads('k_proj', config.num_key_value_heads), positions, cos, sin);
    const values = heads('v_proj', config.num_key_value_heads);
    cache.push({ keys, values });
    const attended = past
      ? attendWithPast(queries, { keys, values }, past.cache[layer] as KeysValues, past.mask)
      : attend(queries, { keys, values }, mask as Tensor);
    x = add(x, linear(attended, of('self_attn.o_proj')));
    const ffnInput = rmsNorm(x, of('post_attention_layernorm'), config.rms_norm_eps);
    x = add(x, gatedFeedForward(ffnInput, of('mlp.gate_proj'), of('mlp.up_proj'), of('mlp.down_proj')));
    hiddenStates.push(x);
  }
  hiddenStates[config.num_hidden_layers] = rmsNorm(x, weight('model.norm.weight'), config.rms_norm_eps);
  return { hiddenStates, cache };
}

/** Logits [rows, vocabulary] of hidden states [rows, hidden], by the tied or separate head. */
export function languageModelHead(config: ModelConfig, weights: ReadonlyMap<string, Tensor>, hidden: Tensor): Tensor {
  return linear(
    hidden,
    weights.get(config.tie_word_embeddings ? 'model.embed_tokens.weight' : 'lm_head.weight') as Tensor,
  );
}

/**
 * Causal grouped-query attention. The query heads of one key head are laid side by side along the length, so that keys
 * and values are never repeated: [B, KV, G*T, hd] x [B, KV, T, hd].
 */
function attend(queries: Tensor, { keys, values }: KeysValues, mask: Tensor): Tensor {
  const [batch, heads, length, size] = queries.shape as [number, number, number, number];
  const kvHeads = keys.shape[1] as number;
  const group = heads / kvHeads;
  const grouped = reshape(queries, [batch, kvHeads, group * length, size]);
  const scores = reshape(matmul(grouped, keys, { transB: true, alpha: 1 / Math.sqrt(size) }), [
    batch,
    heads,
    length,
    length,
  ]);
  const probabilities = reshape(softmax(add(scores, mask)), [batch, kvHeads, group * length, length]);
  return mergeHeads(reshape(matmul(probabilities, values), [batch, heads, length, size]));
}

/** One query per sequence against its cache and itself; scores are joined, the cache itself is never copied. */
function attendWithPast(queries: Tensor, own: KeysValues, past: KeysValues, mask: Tensor): Tensor {
  const [batch, heads, , size] = queries.shape as [number, number, number, number];
  const kvHeads = own.keys.shape[1] as number;
  const group = heads / kvHeads;
  const pastLength = past.keys.shape[2] as number;
  const grouped = reshape(queries, [batch, kvHeads, group, size]);
  const alpha = 1 / Math.sqrt(size);
  const pastScores = add(matmul(grouped, past.keys, { transB: true, alpha }), mask);
  const ownScores = matmul(grouped, own.keys, { transB: true, alpha });
  const probabilities = softmax(concat([pastScores, ownScores], 3));
  const fromPast = matmul(slice(probabilities, 3, 0, pastLength), past.values);
  const fromOwn = matmul(slice(probabilities, 3, pastLength, pastLength + 1), own.values);
  return mergeHeads(reshape(add(fromPast, fromOwn), [batch, heads, 1, size]));
}

/** [batch, heads, length, size] -> [batch, length, heads * size]. */
function mergeHeads(x: Tensor): Tensor {
  const [batch, heads, length, size] = x.shape as [number, number, number, number];
  return reshape(transpose(x, [0, 2, 1, 3]), [batch, length, heads * size]);
}
