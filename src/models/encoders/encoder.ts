import type { ElementType, Graph, Tensor } from '../../graph/graph.js';
import { add } from '../../graph/ops/add.js';
import { gatherRows } from '../../graph/ops/gather-rows.js';
import { layerNorm } from '../../graph/ops/layer-norm.js';
import { mul } from '../../graph/ops/mul.js';
import { reshape } from '../../graph/ops/reshape.js';
import { slice } from '../../graph/ops/slice.js';
import { sub } from '../../graph/ops/sub.js';
import { transpose } from '../../graph/ops/transpose.js';
import type { EncoderArchitecture } from './architecture.js';
import type { EncoderConfig } from './encoder-config.js';
import { encoderLayer, layerShapes } from './layer.js';
import { RELATIVE_BUCKETS } from './relative-buckets.js';

const RELATIVE_BIAS = 'encoder.relative_attention_bias.weight';

/** A batch of texts, padded on the right. */
export interface EncoderInputs {
  /** int32 [batch, length]. */
  readonly ids: Tensor;
  /** int32 [batch, length]: rows of the position table, see `EncoderArchitecture.positions`. */
  readonly positions: Tensor;
  /** float32 [batch, length]: 1 for a token, 0 for padding. */
  readonly mask: Tensor;
  /** int32 [length, length], see `relativeBuckets`; for architectures with `relativeBias`. */
  readonly buckets?: Tensor;
}

/** Tensor name and shape of every weight that hidden states depend on; without the pooler of some models. */
export function encoderParameterShapes(
  architecture: EncoderArchitecture,
  config: EncoderConfig,
): Map<string, readonly number[]> {
  const { hidden_size: d } = config;
  const shapes = new Map<string, readonly number[]>([
    ['embeddings.word_embeddings.weight', [config.vocab_size, d]],
    ['embeddings.position_embeddings.weight', [config.max_position_embeddings, d]],
  ]);
  if (architecture.segments) shapes.set('embeddings.token_type_embeddings.weight', [config.type_vocab_size, d]);
  shapes.set('embeddings.LayerNorm.weight', [d]);
  shapes.set('embeddings.LayerNorm.bias', [d]);
  if (architecture.relativeBias) {
    shapes.set(RELATIVE_BIAS, [RELATIVE_BUCKETS, config.num_attention_heads]);
  }
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    for (const [name, shape] of layerShapes(architecture.layer, config)) shapes.set(layerName(layer, name), shape);
  }
  return shapes;
}

/** Declares every weight as a constant: compiled in, matrices are laid out for speed, which takes their memory again. */
export function declareEncoderConstants(
  graph: Graph,
  architecture: EncoderArchitecture,
  config: EncoderConfig,
  parameters: ReadonlyMap<string, Float32Array>,
): Map<string, Tensor> {
  const shapes = encoderParameterShapes(architecture, config);
  return new Map([...shapes].map(([name, shape]) => [name, graph.constant(parameters.get(name)!, shape)]));
}

/** Primes that are not a size in any model, for open axes. */
const OPEN = { batch: 1009, length: 10_007 };

/**
 * Declares the inputs `ids`, `positions`, `mask` and, if the architecture needs them, `buckets`, for batches of any
 * shape.
 */
export function declareEncoderInputs(graph: Graph, architecture: EncoderArchitecture): EncoderInputs {
  const open = (name: string, type: ElementType, axes: readonly (keyof typeof OPEN)[]) =>
    graph.input(
      name,
      axes.map((axis) => OPEN[axis]),
      type,
      axes,
    );
  return {
    ids: open('ids', 'int32', ['batch', 'length']),
    positions: open('positions', 'int32', ['batch', 'length']),
    mask: open('mask', 'float32', ['batch', 'length']),
    ...(architecture.relativeBias ? { buckets: open('buckets', 'int32', ['length', 'length']) } : {}),
  };
}

/**
 * The hidden states that transformers' model of this architecture gives: layers + 1 tensors [batch, length, hidden], the
 * embeddings first. No token attends to padding; values at padded positions are undefined.
 *
 * @param weights tensors by name, see `encoderParameterShapes`
 */
export function encodeTokens(
  architecture: EncoderArchitecture,
  config: EncoderConfig,
  weights: ReadonlyMap<string, Tensor>,
  { ids, positions, mask, buckets }: EncoderInputs,
): Tensor[] {
  const weight = (name: string) => weights.get(name) as Tensor;
  const embedded = (table: string, rows: Tensor) => gatherRows(weight(`embeddings.${table}.weight`), rows);
  let x = add(embedded('word_embeddings', ids), embedded('position_embeddings', positions));
  if (architecture.segments) x = add(x, slice(weight('embeddings.token_type_embeddings.weight'), 0, 0, 1));
  const norm = (part: string) => weight(`embeddings.LayerNorm.${part}`);
  x = layerNorm(x, norm('weight'), norm('bias'), config.layer_norm_eps);

  let bias = paddingBias(mask);
  if (buckets) bias = add(bias, relativeBias(weight(RELATIVE_BIAS), buckets));
  const hiddenStates = [x];
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    x = encoderLayer(x, (name) => weight(layerName(layer, name)), architecture.layer, config, bias);
    hiddenStates.push(x);
  }
  return hiddenStates;
}

const layerName = (layer: number, name: string) => `encoder.layer.${layer}.${name}`;

/** [batch, 1, 1, length] to add to attention scores: 0 at a token, -1e9 at padding, whose weight becomes exactly 0. */
function paddingBias(mask: Tensor): Tensor {
  const { graph } = mask;
  const [batch, length] = mask.shape as [number, number];
  return reshape(mul(sub(mask, graph.scalar(1)), graph.scalar(1e9)), [batch, 1, 1, length]);
}

/** [heads, length, length]: each head's learnt bias for the distance of query and key. */
function relativeBias(table: Tensor, buckets: Tensor): Tensor {
  return transpose(gatherRows(table, buckets), [2, 0, 1]);
}
