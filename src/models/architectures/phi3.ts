import { type Architecture, plainDecoder, readFields, Window } from './architecture.js';

/** Phi-3 (Abdin et al. 2024): Llama with one matrix for query, key and value and one for gate and up. */
export const phi3: Architecture = {
  modelType: 'phi3',
  className: 'Phi3ForCausalLM',
  models: 'Phi-3 without long-context scaling (`rope_type` longrope)',
  defaults: { rms_norm_eps: 1e-5, hidden_act: 'silu' },
  describe(config) {
    const plain = plainDecoder(config);
    const { sliding_window: window = null } = readFields(config, { sliding_window: Window });
    return { ...plain, fusedProjections: true, layers: plain.layers.map((layer) => ({ ...layer, window })) };
  },
};
