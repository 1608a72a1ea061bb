import { z } from 'zod';
import { type Architecture, plainDecoder, readFields } from './architecture.js';
import { qwenLayers } from './qwen2.js';

/** Qwen3, dense (Yang et al. 2025): query and key heads are normalized before the rotation. */
export const qwen3: Architecture = {
  modelType: 'qwen3',
  className: 'Qwen3ForCausalLM',
  models: 'Qwen3 (dense)',
  defaults: {
    rms_norm_eps: 1e-6,
    hidden_act: 'silu',
    num_key_value_heads: 32,
    head_dim: 128,
    attention_bias: false,
    use_sliding_window: false,
  },
  describe(config) {
    const plain = plainDecoder(config);
    const { attention_bias: bias } = readFields(config, { attention_bias: z.boolean() });
    return {
      ...plain,
      queryKeyNorm: true,
      biases: { queryKeyValue: bias, output: bias, feedForward: false },
      layers: qwenLayers(config, plain.layers),
    };
  },
};
