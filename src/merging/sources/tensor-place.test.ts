import { expect, it } from 'vitest';
import { layerOf, weightLayer } from './tensor-place.js';

it.each([
  ['model.layers.0.self_attn.q_proj.weight', 0],
  ['model.layers.31.mlp.down_proj.weight', 31],
  ['transformer.h.7.attn.c_attn.weight', 7],
  ['h.7.ln_1.bias', 7],
  ['gpt_neox.layers.10.attention.dense.bias', 10],
  ['model.decoder.layers.3.fc1.weight', 3],
  ['transformer.blocks.2.norm_1.weight', 2],
  ['encoder.layer.4.attention.self.query.weight', 4],
  ['encoder.block.5.layer.0.SelfAttention.q.weight', 5],
  ['model.embed_tokens.weight', 'embedding'],
  ['transformer.wte.weight', 'embedding'],
  ['wpe.weight', 'embedding'],
  ['gpt_neox.embed_in.weight', 'embedding'],
  ['model.norm.weight', 'final'],
  ['lm_head.weight', 'final'],
  ['transformer.ln_f.bias', 'final'],
  ['embed_out.weight', 'final'],
] as const)('%s is of layer %s', (tensor, layer) => {
  expect(layerOf(tensor)).toBe(layer);
});

it('gives embeddings the first and everything final the last layer', () => {
  const layers = ['model.embed_tokens.weight', 'model.layers.3.x.weight', 'model.norm.weight', 'lm_head.weight'];
  expect(layers.map((name) => weightLayer(name, 8))).toEqual([0, 3, 7, 7]);
});
