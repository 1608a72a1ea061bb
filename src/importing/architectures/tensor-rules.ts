import type { Axis, Change, TensorRule } from './architecture.js';

/** A weight of every layer. */
export function ofLayer(
  gguf: string,
  huggingFace: string,
  shape: readonly Axis[],
  more: { readonly change?: Change; readonly group?: 'attention bias' } = {},
): TensorRule {
  return { gguf: `blk.{i}.${gguf}`, huggingFace: `model.layers.{i}.${huggingFace}`, shape, ...more };
}

/** Embedding and last norm, and the head where it is a weight of its own. */
export function ends(norm: { readonly change?: Change } = {}): TensorRule[] {
  return [
    { gguf: 'token_embd.weight', huggingFace: 'model.embed_tokens.weight', shape: ['vocabulary', 'hidden'] },
    { gguf: 'output_norm.weight', huggingFace: 'model.norm.weight', shape: ['hidden'], ...norm },
    { gguf: 'output.weight', huggingFace: 'lm_head.weight', shape: ['vocabulary', 'hidden'], group: 'separate head' },
  ];
}

/** Query, key, value and output projections. */
export function attention(rotary: { readonly change?: Change } = {}): TensorRule[] {
  return [
    ofLayer('attn_q.weight', 'self_attn.q_proj.weight', ['queries', 'hidden'], rotary),
    ofLayer('attn_k.weight', 'self_attn.k_proj.weight', ['keys', 'hidden'], rotary),
    ofLayer('attn_v.weight', 'self_attn.v_proj.weight', ['keys', 'hidden']),
    ofLayer('attn_output.weight', 'self_attn.o_proj.weight', ['hidden', 'queries']),
  ];
}

/** The gated feed-forward layer. */
export function feedForward(): TensorRule[] {
  return [
    ofLayer('ffn_gate.weight', 'mlp.gate_proj.weight', ['feedForward', 'hidden']),
    ofLayer('ffn_up.weight', 'mlp.up_proj.weight', ['feedForward', 'hidden']),
    ofLayer('ffn_down.weight', 'mlp.down_proj.weight', ['hidden', 'feedForward']),
  ];
}

/** The norms before attention and before the feed-forward layer. */
export function norms(): TensorRule[] {
  return [
    ofLayer('attn_norm.weight', 'input_layernorm.weight', ['hidden']),
    ofLayer('ffn_norm.weight', 'post_attention_layernorm.weight', ['hidden']),
  ];
}
