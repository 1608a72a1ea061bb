import type { Architecture } from './architecture.js';
import { ROPE_TENSORS, ropeScaling } from './rope-scaling.js';
import { attention, ends, feedForward, norms, ofLayer } from './tensor-rules.js';

const BIAS = { group: 'attention bias' } as const;
const ROTARY_BIAS = { ...BIAS, change: 'unpermute' } as const;

/**
 * Llama 1 to 3.3, SmolLM2 and all models of that shape, and Mistral, which llama.cpp stores under the same name: a model
 * with a sliding window is a Mistral. (Without a window the two are the same function.)
 */
export const llama: Architecture = {
  name: 'llama',
  tensors: [
    ...ends(),
    ...norms(),
    ...attention({ change: 'unpermute' }),
    ofLayer('attn_q.bias', 'self_attn.q_proj.bias', ['queries'], ROTARY_BIAS),
    ofLayer('attn_k.bias', 'self_attn.k_proj.bias', ['keys'], ROTARY_BIAS),
    ofLayer('attn_v.bias', 'self_attn.v_proj.bias', ['keys'], BIAS),
    ofLayer('attn_output.bias', 'self_attn.o_proj.bias', ['hidden'], BIAS),
    ...feedForward(),
  ],
  configTensors: ROPE_TENSORS,
  config(gguf, sizes, { attentionBias }) {
    if (sizes.rotated !== sizes.headSize) {
      throw gguf.metadata.unsupported(
        `llama.rope.dimension_count ${sizes.rotated}`,
        `the size of a head, ${sizes.headSize}`,
      );
    }
    const window = gguf.metadata.whole('llama.attention.sliding_window') ?? 0;
    const rope = { rope_theta: sizes.ropeTheta, rope_scaling: ropeScaling(gguf, 'llama', sizes) };
    const shared = { head_dim: sizes.headSize, hidden_act: 'silu', attention_dropout: 0, ...rope };
    if (window === 0) {
      return {
        architectures: ['LlamaForCausalLM'],
        model_type: 'llama',
        attention_bias: attentionBias,
        mlp_bias: false,
        ...shared,
      };
    }
    if (attentionBias)
      throw gguf.metadata.unsupported('Mistral with attention biases', 'Mistral without attention biases');
    return { architectures: ['MistralForCausalLM'], model_type: 'mistral', sliding_window: window, ...shared };
  },
};
