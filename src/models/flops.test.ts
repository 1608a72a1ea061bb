import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readModelConfig } from './config.js';
import { decoderFlops, multipliedWeights } from './flops.js';

const config = readModelConfig(fileURLToPath(new URL('../../models/tiny/', import.meta.url)));

describe('decoderFlops', () => {
  it('counts what a token is multiplied with, layer by layer', () => {
    const { hidden_size: d, intermediate_size: f, num_hidden_layers: layers, vocab_size: v } = config;
    const q = config.num_attention_heads * (config.head_dim ?? d / config.num_attention_heads);
    const kv = (q / config.num_attention_heads) * config.num_key_value_heads!;
    expect(multipliedWeights(config)).toBe(layers * (2 * d * q + 2 * d * kv + 3 * d * f) + d * v);
  });

  it('is 2 N forward, 6 N in training, 2 N more with layers computed again, 2 N less for an adapter', () => {
    const n = multipliedWeights(config);
    expect(decoderFlops(config, 10, 'forward')).toBe(20 * n);
    expect(decoderFlops(config, 10, 'training')).toBe(60 * n);
    expect(decoderFlops(config, 10, 'training', { checkpointLayers: true })).toBe(80 * n);
    expect(decoderFlops(config, 10, 'training', { adapter: true })).toBe(40 * n);
    expect(decoderFlops(config, 10, 'training', { adapter: true, checkpointLayers: true })).toBe(60 * n);
  });

  it('does not depend on whether the head is tied', () => {
    const tied = multipliedWeights({ ...config, tie_word_embeddings: true });
    expect(multipliedWeights({ ...config, tie_word_embeddings: false })).toBe(tied);
  });
});
