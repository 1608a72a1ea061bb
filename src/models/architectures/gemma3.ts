import { z } from 'zod';
import { ropeFrequencies } from '../rope.js';
import { type Architecture, headSizeOf, readFields, slidingLayers, Window } from './architecture.js';
import { gemmaDecoder } from './gemma2.js';

/**
 * Gemma 3, text (Gemma Team 2025): as Gemma 2 without soft-capping, with normalized query and key heads; five layers
 * with a window, which rotate by a base of their own, to each layer without.
 */
export const gemma3: Architecture = {
  modelType: 'gemma3_text',
  className: 'Gemma3ForCausalLM',
  models: 'Gemma 3 text models (1B, 270M)',
  defaults: {
    rms_norm_eps: 1e-6,
    hidden_activation: 'gelu_pytorch_tanh',
    num_key_value_heads: 4,
    head_dim: 256,
    query_pre_attn_scalar: 256,
    sliding_window: 4096,
    sliding_window_pattern: 6,
    rope_theta: 1_000_000,
    rope_local_base_freq: 10_000,
    attention_bias: false,
    tie_word_embeddings: true,
  },
  describe(config) {
    const spec = gemmaDecoder(config);
    const fields = readFields(config, {
      sliding_window: Window,
      sliding_window_pattern: z.int().positive(),
      rope_local_base_freq: z.number().positive(),
    });
    const sliding = slidingLayers(config, (layer) => (layer + 1) % fields.sliding_window_pattern !== 0);
    const local = {
      window: fields.sliding_window ?? null,
      frequencies: ropeFrequencies(fields.rope_local_base_freq, headSizeOf(config), null),
    };
    return { ...spec, queryKeyNorm: true, layers: spec.layers.map((full, i) => (sliding[i] ? local : full)) };
  },
};
