import { type Architecture, activationOf, plainDecoder } from '../../src/models/architectures/architecture.js';

/** Gemma (Gemma Team 2024): Llama with scaled embeddings, norms of (1 + weight) and a GELU. */
export const gemma: Architecture = {
  modelType: 'gemma',
  className: 'GemmaForCausalLM',
  models: 'Gemma (2B, 7B)',
  defaults: {
    rms_norm_eps: 1e-6,
    hidden_act: 'gelu_pytorch_tanh',
    num_key_value_heads: 16,
    head_dim: 256,
    tie_word_embeddings: true,
  },
  describe(config) {
    return {
      ...plainDecoder(config),
      embeddingScale: Math.sqrt(config.hidden_size),
      norm: { epsilon: config.rms_norm_eps, offset: 1 },
      activation: activationOf(config, 'hidden_act'),
    };
  },
};
