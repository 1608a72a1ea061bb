import type { Tensor } from '../../graph/graph.js';
import { add } from '../../graph/ops/add.js';
import { gelu } from '../../graph/ops/gelu.js';
import { layerNorm } from '../../graph/ops/layer-norm.js';
import { matmul } from '../../graph/ops/matmul.js';
import { project } from '../../graph/ops/project.js';
import { relu } from '../../graph/ops/relu.js';
import { reshape } from '../../graph/ops/reshape.js';
import { silu } from '../../graph/ops/silu.js';
import { softmax } from '../../graph/ops/softmax.js';
import { transpose } from '../../graph/ops/transpose.js';
import type { EncoderConfig } from './encoder-config.js';

/** `hidden_act` of config.json by its name in transformers. */
export const ACTIVATIONS: Readonly<Record<string, (x: Tensor) => Tensor>> = { gelu, relu, silu };

/** Names of a layer's parts; each has a `weight` and a `bias`. */
export interface LayerNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly attentionOutput: string;
  readonly attentionNorm: string;
  readonly intermediate: string;
  readonly output: string;
  readonly outputNorm: string;
}

/** Shape of every weight of one layer by its name within the layer. */
export function layerShapes(names: LayerNames, config: EncoderConfig): Map<string, readonly number[]> {
  const { hidden_size: d, intermediate_size: f } = config;
  const shapes = new Map<string, readonly number[]>();
  const set = (name: string, ...shape: number[]) => {
    shapes.set(`${name}.weight`, shape);
    shapes.set(`${name}.bias`, [shape[0] as number]);
  };
  for (const name of [names.query, names.key, names.value, names.attentionOutput]) set(name, d, d);
  set(names.attentionNorm, d);
  set(names.intermediate, f, d);
  set(names.output, d, f);
  set(names.outputNorm, d);
  return shapes;
}

/**
 * One post-norm layer: self-attention over all tokens, then the feed-forward layer, each added to its input and
 * normalized.
 *
 * @param x [batch, length, hidden]
 * @param weight a tensor by its name within the layer
 * @param scoreBias added to the attention scores, broadcast to [batch, heads, length, length]
 */
export function encoderLayer(
  x: Tensor,
  weight: (name: string) => Tensor,
  names: LayerNames,
  config: EncoderConfig,
  scoreBias: Tensor,
): Tensor {
  const dense = (input: Tensor, name: string) => add(project(input, weight(`${name}.weight`)), weight(`${name}.bias`));
  const norm = (input: Tensor, name: string) =>
    layerNorm(input, weight(`${name}.weight`), weight(`${name}.bias`), config.layer_norm_eps);
  const activation = ACTIVATIONS[config.hidden_act] as (x: Tensor) => Tensor;
  const heads = (name: string) => splitHeads(dense(x, name), config.num_attention_heads);
  const attended = attend(heads(names.query), heads(names.key), heads(names.value), scoreBias);
  const middle = norm(add(dense(attended, names.attentionOutput), x), names.attentionNorm);
  const expanded = activation(dense(middle, names.intermediate));
  return norm(add(dense(expanded, names.output), middle), names.outputNorm);
}

/** softmax(q k^T / sqrt(size) + bias) v of [batch, heads, length, size], with the heads laid side by side again. */
function attend(queries: Tensor, keys: Tensor, values: Tensor, bias: Tensor): Tensor {
  const [batch, heads, length, size] = queries.shape as [number, number, number, number];
  const scores = matmul(queries, keys, { transB: true, alpha: 1 / Math.sqrt(size) });
  const attended = matmul(softmax(add(scores, bias)), values);
  return reshape(transpose(attended, [0, 2, 1, 3]), [batch, length, heads * size]);
}

/** [batch, length, hidden] -> [batch, heads, length, hidden / heads]. */
function splitHeads(x: Tensor, heads: number): Tensor {
  const [batch, length, size] = x.shape as [number, number, number];
  return transpose(reshape(x, [batch, length, heads, size / heads]), [0, 2, 1, 3]);
}
