import type { GgufFile } from '../gguf-file.js';
import { type Hyperparameters, shortest } from '../hyperparameters.js';
import type { Architecture, TensorRule } from './architecture.js';
import { ROPE_TENSORS, ropeScaling } from './rope-scaling.js';
import { attention, ends, feedForward, ofLayer } from './tensor-rules.js';

const NORM = { change: 'minus-one' } as const;

/** A norm before and after attention and the feed-forward layer. */
const TENSORS: readonly TensorRule[] = [
  ...ends(NORM),
  ofLayer('attn_norm.weight', 'input_layernorm.weight', ['hidden'], NORM),
  ofLayer('post_attention_norm.weight', 'post_attention_layernorm.weight', ['hidden'], NORM),
  ofLayer('ffn_norm.weight', 'pre_feedforward_layernorm.weight', ['hidden'], NORM),
  ofLayer('post_ffw_norm.weight', 'post_feedforward_layernorm.weight', ['hidden'], NORM),
  ...attention(),
  ...feedForward(),
];

/** Gemma 2: every second layer has a sliding window; attention scores and logits are capped. */
export const gemma2: Architecture = {
  name: 'gemma2',
  tensors: TENSORS,
  config(gguf, sizes) {
    const cap = (name: string, usual: number) =>
      shortest(gguf.metadata.number(`gemma2.${name}_logit_softcapping`) ?? usual);
    return {
      architectures: ['Gemma2ForCausalLM'],
      model_type: 'gemma2',
      ...shared(gguf, 'gemma2', sizes, 46),
      attn_logit_softcapping: cap('attn', 50),
      final_logit_softcapping: cap('final', 30),
      rope_theta: sizes.ropeTheta,
    };
  },
};

/** In Gemma 3, one of this many layers has full attention; the others have a sliding window and another rotary base. */
const GEMMA3_PATTERN = 6;
const GEMMA3_LOCAL_THETA = 10000;

/** Gemma 3's text model: norms over queries and keys, two rotary bases. */
export const gemma3: Architecture = {
  name: 'gemma3',
  tensors: [
    ...TENSORS,
    ofLayer('attn_q_norm.weight', 'self_attn.q_norm.weight', ['head'], NORM),
    ofLayer('attn_k_norm.weight', 'self_attn.k_norm.weight', ['head'], NORM),
  ],
  configTensors: ROPE_TENSORS,
  config(gguf, sizes) {
    const { metadata } = gguf;
    const pattern = metadata.whole('gemma3.attention.sliding_window_pattern', 1) ?? GEMMA3_PATTERN;
    const finalCap = metadata.number('gemma3.final_logit_softcapping');
    return {
      architectures: ['Gemma3ForCausalLM'],
      model_type: 'gemma3_text',
      ...shared(gguf, 'gemma3', sizes, 62),
      sliding_window_pattern: pattern,
      layer_types: Array.from({ length: sizes.layers }, (_, i) =>
        (i + 1) % pattern === 0 ? 'full_attention' : 'sliding_attention',
      ),
      attn_logit_softcapping: null,
      final_logit_softcapping: finalCap === undefined ? null : shortest(finalCap),
      rope_theta: sizes.ropeTheta,
      rope_local_base_freq: shortest(metadata.number('gemma3.rope.freq_base_swa') ?? GEMMA3_LOCAL_THETA),
      rope_scaling: ropeScaling(gguf, 'gemma3', sizes),
    };
  },
};

/**
 * A GGUF does not store the divisor of attention scores. llama.cpp uses the head size, except for the 27B models, which
 * it recognizes by their number of layers: there, the hidden size divided by the number of heads (f_attention_scale).
 */
function shared(gguf: GgufFile, name: string, sizes: Hyperparameters, layersOf27B: number): Record<string, unknown> {
  const key = `${name}.attention.sliding_window`;
  const wide = sizes.layers === layersOf27B;
  return {
    hidden_activation: 'gelu_pytorch_tanh',
    head_dim: sizes.headSize,
    query_pre_attn_scalar: wide ? sizes.hidden / sizes.heads : sizes.headSize,
    sliding_window: gguf.metadata.required(gguf.metadata.whole(key, 1), key),
    attention_bias: false,
    attention_dropout: 0,
  };
}
