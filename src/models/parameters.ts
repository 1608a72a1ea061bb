import type { Graph, Tensor } from '../graph/graph.js';
import { elementCount } from '../tensors/safetensors-header.js';
import { describeDecoder, type ModelConfig } from './config.js';
import type { DecoderSpec } from './decoder-spec.js';

/** A model's weights by Hugging Face tensor name. */
export type Parameters = Map<string, Float32Array>;

/** Output and input width of every linear map of a layer, by its name in Hugging Face checkpoints. */
export function linearShapes(config: ModelConfig, spec: DecoderSpec): Map<string, readonly [number, number]> {
  const { hidden_size: d, intermediate_size: f } = config;
  const q = spec.heads * spec.headSize;
  const kv = spec.keyHeads * spec.headSize;
  if (spec.fusedProjections) {
    return new Map([
      ['self_attn.qkv_proj', [q + 2 * kv, d]],
      ['self_attn.o_proj', [d, q]],
      ['mlp.gate_up_proj', [2 * f, d]],
      ['mlp.down_proj', [d, f]],
    ]);
  }
  return new Map([
    ['self_attn.q_proj', [q, d]],
    ['self_attn.k_proj', [kv, d]],
    ['self_attn.v_proj', [kv, d]],
    ['self_attn.o_proj', [d, q]],
    ['mlp.gate_proj', [f, d]],
    ['mlp.up_proj', [f, d]],
    ['mlp.down_proj', [d, f]],
  ]);
}

/** Tensor name and shape of every weight of a decoder, in the order of the layers. */
export function parameterShapes(config: ModelConfig): Map<string, readonly number[]> {
  const { hidden_size: d, vocab_size: v } = config;
  const spec = describeDecoder(config);
  const linears = [...linearShapes(config, spec)];
  const shapes = new Map<string, readonly number[]>([['model.embed_tokens.weight', [v, d]]]);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const set = (name: string, shape: readonly number[]) => shapes.set(`model.layers.${layer}.${name}`, shape);
    const setLinears = (part: string) => {
      for (const [name, shape] of linears) {
        if (!name.startsWith(part)) continue;
        set(`${name}.weight`, shape);
        if (hasBias(spec, name)) set(`${name}.bias`, [shape[0]]);
      }
    };
    set('input_layernorm.weight', [d]);
    setLinears('self_attn.');
    if (spec.queryKeyNorm) {
      set('self_attn.q_norm.weight', [spec.headSize]);
      set('self_attn.k_norm.weight', [spec.headSize]);
    }
    set('post_attention_layernorm.weight', [d]);
    if (spec.normalizedOutputs) set('pre_feedforward_layernorm.weight', [d]);
    setLinears('mlp.');
    if (spec.normalizedOutputs) set('post_feedforward_layernorm.weight', [d]);
  }
  shapes.set('model.norm.weight', [d]);
  if (!config.tie_word_embeddings) shapes.set('lm_head.weight', [v, d]);
  return shapes;
}

/** All weights of a decoder; a tied head is the embedding table and counts once. */
export function parameterCount(config: ModelConfig): number {
  return countElements(parameterShapes(config).values());
}

/** Total number of elements of tensors of these shapes. */
export function countElements(shapes: Iterable<readonly number[]>): number {
  let sum = 0;
  for (const shape of shapes) sum += elementCount(shape);
  return sum;
}

/** Whether the linear map `name` of a layer has a bias. */
export function hasBias({ biases }: DecoderSpec, name: string): boolean {
  if (name.startsWith('mlp.')) return biases.feedForward;
  return name === 'self_attn.o_proj' ? biases.output : biases.queryKeyValue;
}

/** Declares every weight as a graph input of its own name. */
export function declareParameters(graph: Graph, config: ModelConfig): Map<string, Tensor> {
  return new Map([...parameterShapes(config)].map(([name, shape]) => [name, graph.input(name, shape)]));
}
