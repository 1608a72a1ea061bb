import { z } from 'zod';
import type { ConfigFields } from '../config-fields.js';
import type { LayerSpec } from '../decoder-spec.js';
import { type Architecture, plainDecoder, readFields, slidingLayers, Window } from './architecture.js';

/** Qwen2 and Qwen2.5 (Yang et al. 2024): Llama with biases on query, key and value. */
export const qwen2: Architecture = {
  modelType: 'qwen2',
  className: 'Qwen2ForCausalLM',
  models: 'Qwen2, Qwen2.5',
  defaults: { rms_norm_eps: 1e-6, hidden_act: 'silu', num_key_value_heads: 32, use_sliding_window: false },
  describe(config) {
    const plain = plainDecoder(config);
    return {
      ...plain,
      biases: { queryKeyValue: true, output: false, feedForward: false },
      layers: qwenLayers(config, plain.layers),
    };
  },
};

/** If `use_sliding_window`, the layers from `max_window_layers` on see a window. */
export function qwenLayers(config: ConfigFields, layers: readonly LayerSpec[]): LayerSpec[] {
  const fields = readFields(config, {
    use_sliding_window: z.boolean(),
    sliding_window: Window,
    max_window_layers: z.int().nonnegative().default(28),
  });
  const window = (fields.use_sliding_window && fields.sliding_window) || null;
  const sliding = slidingLayers(config, (layer) => window !== null && layer >= fields.max_window_layers);
  return layers.map((layer, i) => ({ ...layer, window: sliding[i] ? window : null }));
}
