import { type Architecture, plainDecoder, readFields, Window } from './architecture.js';

/** Mistral 7B (Jiang et al. 2023): Llama whose every layer sees a window of the last tokens. */
export const mistral: Architecture = {
  modelType: 'mistral',
  className: 'MistralForCausalLM',
  models: 'Mistral 7B and its fine-tuned descendants',
  defaults: { rms_norm_eps: 1e-6, hidden_act: 'silu', num_key_value_heads: 8 },
  describe(config) {
    const plain = plainDecoder(config);
    const { sliding_window: window = null } = readFields(config, { sliding_window: Window });
    return { ...plain, layers: plain.layers.map((layer) => ({ ...layer, window })) };
  },
};
