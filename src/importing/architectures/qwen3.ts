import type { Architecture } from './architecture.js';
import { ROPE_TENSORS, ropeScaling } from './rope-scaling.js';
import { attention, ends, feedForward, norms, ofLayer } from './tensor-rules.js';

/** Qwen 3: no biases, but a norm over every query and key. */
export const qwen3: Architecture = {
  name: 'qwen3',
  tensors: [
    ...ends(),
    ...norms(),
    ...attention(),
    ofLayer('attn_q_norm.weight', 'self_attn.q_norm.weight', ['head']),
    ofLayer('attn_k_norm.weight', 'self_attn.k_norm.weight', ['head']),
    ...feedForward(),
  ],
  configTensors: ROPE_TENSORS,
  config: (gguf, sizes) => ({
    architectures: ['Qwen3ForCausalLM'],
    model_type: 'qwen3',
    hidden_act: 'silu',
    attention_bias: false,
    attention_dropout: 0,
    head_dim: sizes.headSize,
    use_sliding_window: false,
    sliding_window: null,
    rope_theta: sizes.ropeTheta,
    rope_scaling: ropeScaling(gguf, 'qwen3', sizes),
  }),
};
