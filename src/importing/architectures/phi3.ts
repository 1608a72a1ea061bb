import { shortest } from '../hyperparameters.js';
import type { Architecture } from './architecture.js';
import { readVector } from './rope-scaling.js';
import { ends, norms, ofLayer } from './tensor-rules.js';

const LONG = 'rope_factors_long.weight';
const SHORT = 'rope_factors_short.weight';

/** Phi-3 and Phi-4: queries, keys and values in one weight, gate and up in another; LongRoPE. */
export const phi3: Architecture = {
  name: 'phi3',
  tensors: [
    ...ends(),
    ...norms(),
    ofLayer('attn_qkv.weight', 'self_attn.qkv_proj.weight', ['queriesKeysValues', 'hidden']),
    ofLayer('attn_output.weight', 'self_attn.o_proj.weight', ['hidden', 'queries']),
    ofLayer('ffn_up.weight', 'mlp.gate_up_proj.weight', ['twoFeedForward', 'hidden']),
    ofLayer('ffn_down.weight', 'mlp.down_proj.weight', ['hidden', 'feedForward']),
  ],
  configTensors: [LONG, SHORT],
  config(gguf, sizes) {
    const { metadata } = gguf;
    const window = metadata.whole('phi3.attention.sliding_window') ?? 0;
    const factors = (name: string) => readVector(gguf, name, sizes.rotated / 2).map(shortest);
    const longrope = gguf.tensors.has(LONG) || gguf.tensors.has(SHORT);
    return {
      architectures: ['Phi3ForCausalLM'],
      model_type: 'phi3',
      hidden_act: 'silu',
      attention_bias: false,
      attention_dropout: 0,
      embd_pdrop: 0,
      resid_pdrop: 0,
      sliding_window: window === 0 ? null : window,
      partial_rotary_factor: sizes.rotated / sizes.headSize,
      original_max_position_embeddings: metadata.whole('phi3.rope.scaling.original_context_length', 1) ?? sizes.context,
      rope_theta: sizes.ropeTheta,
      rope_scaling: longrope ? { type: 'longrope', long_factor: factors(LONG), short_factor: factors(SHORT) } : null,
    };
  },
};
