import { z } from 'zod';
import type { ConfigFields } from '../config-fields.js';
import type { DecoderSpec } from '../decoder-spec.js';
import {
  type Architecture,
  activationOf,
  plainDecoder,
  readFields,
  refuseUnless,
  slidingLayers,
  Window,
} from './architecture.js';

const Cap = z.number().positive().nullish();

/**
 * Gemma 2 (Gemma Team 2024): scaled embeddings, norms of (1 + weight) around both halves of a layer, soft-capped scores
 * and logits, every other layer with a window.
 */
export const gemma2: Architecture = {
  modelType: 'gemma2',
  className: 'Gemma2ForCausalLM',
  models: 'Gemma 2',
  defaults: {
    rms_norm_eps: 1e-6,
    hidden_activation: 'gelu_pytorch_tanh',
    num_key_value_heads: 4,
    head_dim: 256,
    query_pre_attn_scalar: 256,
    sliding_window: 4096,
    attn_logit_softcapping: 50,
    final_logit_softcapping: 30,
    attention_bias: false,
    tie_word_embeddings: true,
  },
  describe(config) {
    const spec = gemmaDecoder(config);
    const { sliding_window: window = null } = readFields(config, { sliding_window: Window });
    const sliding = slidingLayers(config, (layer) => layer % 2 === 0);
    return { ...spec, layers: spec.layers.map((layer, i) => ({ ...layer, window: sliding[i] ? window : null })) };
  },
};

/** Common parts of Gemma 2 and 3. */
export function gemmaDecoder(config: ConfigFields): DecoderSpec {
  const activation = activationOf(config, 'hidden_activation');
  refuseUnless(config, 'use_bidirectional_attention', false);
  const fields = readFields(config, {
    query_pre_attn_scalar: z.number().positive(),
    attn_logit_softcapping: Cap,
    final_logit_softcapping: Cap,
    attention_bias: z.boolean(),
  });
  const bias = fields.attention_bias;
  return {
    ...plainDecoder({ ...config, hidden_act: activation }),
    embeddingScale: Math.sqrt(config.hidden_size),
    norm: { epsilon: config.rms_norm_eps, offset: 1 },
    normalizedOutputs: true,
    attentionScale: fields.query_pre_attn_scalar ** -0.5,
    attentionSoftCap: fields.attn_logit_softcapping ?? null,
    biases: { queryKeyValue: bias, output: bias, feedForward: false },
    logitSoftCap: fields.final_logit_softcapping ?? null,
  };
}
