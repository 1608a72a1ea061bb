import { z } from 'zod';
import { type Architecture, plainDecoder, readFields, refuseUnless } from './architecture.js';

/** Llama 2 and 3 (Touvron et al. 2023, Grattafiori et al. 2024), and models of the same architecture: SmolLM2, TinyLlama. */
export const llama: Architecture = {
  modelType: 'llama',
  className: 'LlamaForCausalLM',
  models: 'Llama 2, 3, 3.1 to 3.3, SmolLM2, TinyLlama',
  defaults: { rms_norm_eps: 1e-6, hidden_act: 'silu', attention_bias: false, mlp_bias: false },
  describe(config) {
    refuseUnless(config, 'pretraining_tp', 1);
    const { attention_bias: attention, mlp_bias: feedForward } = readFields(config, {
      attention_bias: z.boolean(),
      mlp_bias: z.boolean(),
    });
    return { ...plainDecoder(config), biases: { queryKeyValue: attention, output: attention, feedForward } };
  },
};
