import type { Graph, Tensor } from '../graph/graph.js';
import { headSize, type ModelConfig } from './config.js';

/** A model's weights by Hugging Face tensor name. */
export type Parameters = Map<string, Float32Array>;

/** Tensor name and shape of every weight of a Llama model, in the order of the layers. */
export function llamaParameterShapes(config: ModelConfig): Map<string, readonly number[]> {
  const { hidden_size: d, intermediate_size: f, vocab_size: v } = config;
  const q = config.num_attention_heads * headSize(config);
  const kv = config.num_key_value_heads * headSize(config);
  const shapes = new Map<string, readonly number[]>([['model.embed_tokens.weight', [v, d]]]);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const prefix = `model.layers.${layer}`;
    shapes.set(`${prefix}.input_layernorm.weight`, [d]);
    shapes.set(`${prefix}.self_attn.q_proj.weight`, [q, d]);
    shapes.set(`${prefix}.self_attn.k_proj.weight`, [kv, d]);
    shapes.set(`${prefix}.self_attn.v_proj.weight`, [kv, d]);
    shapes.set(`${prefix}.self_attn.o_proj.weight`, [d, q]);
    shapes.set(`${prefix}.post_attention_layernorm.weight`, [d]);
    shapes.set(`${prefix}.mlp.gate_proj.weight`, [f, d]);
    shapes.set(`${prefix}.mlp.up_proj.weight`, [f, d]);
    shapes.set(`${prefix}.mlp.down_proj.weight`, [d, f]);
  }
  shapes.set('model.norm.weight', [d]);
  if (!config.tie_word_embeddings) shapes.set('lm_head.weight', [v, d]);
  return shapes;
}

/** Declares every weight as a graph input of its own name. */
export function declareParameters(graph: Graph, config: ModelConfig): Map<string, Tensor> {
  return new Map([...llamaParameterShapes(config)].map(([name, shape]) => [name, graph.input(name, shape)]));
}
