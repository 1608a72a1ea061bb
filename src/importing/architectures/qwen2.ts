import type { Architecture } from './architecture.js';
import { ROPE_TENSORS, ropeScaling } from './rope-scaling.js';
import { attention, ends, feedForward, norms, ofLayer } from './tensor-rules.js';

/** Qwen 2 and 2.5: biases on queries, keys and values. */
export const qwen2: Architecture = {
  name: 'qwen2',
  tensors: [
    ...ends(),
    ...norms(),
    ...attention(),
    ofLayer('attn_q.bias', 'self_attn.q_proj.bias', ['queries']),
    ofLayer('attn_k.bias', 'self_attn.k_proj.bias', ['keys']),
    ofLayer('attn_v.bias', 'self_attn.v_proj.bias', ['keys']),
    ...feedForward(),
  ],
  configTensors: ROPE_TENSORS,
  config: (gguf, sizes) => ({
    architectures: ['Qwen2ForCausalLM'],
    model_type: 'qwen2',
    hidden_act: 'silu',
    attention_dropout: 0,
    use_sliding_window: false,
    sliding_window: null,
    ...(sizes.headSize * sizes.heads !== sizes.hidden && { head_dim: sizes.headSize }),
    rope_theta: sizes.ropeTheta,
    rope_scaling: ropeScaling(gguf, 'qwen2', sizes),
  }),
};
