import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headSize, ModelConfig, readModelConfig } from './config.js';

const [{ config, savedConfig }] = JSON.parse(
  readFileSync(new URL('./fixtures/llama.json', import.meta.url), 'utf8'),
).models;

describe('ModelConfig', () => {
  it('reads the rotary base where transformers 4 and where version 5 writes it', () => {
    expect(savedConfig.rope_theta).toBeUndefined();
    expect(ModelConfig.parse(savedConfig).rope_theta).toBe(500);
    expect(ModelConfig.parse(config).rope_theta).toBe(500);
  });

  it('keeps fields that it does not know, and gives the same again', () => {
    const parsed = ModelConfig.parse(savedConfig);
    expect(parsed.initializer_range).toBe(savedConfig.initializer_range);
    expect(ModelConfig.parse(parsed)).toEqual(parsed);
  });

  it('takes the head size from head_dim, else from the heads', () => {
    expect(headSize(ModelConfig.parse(config))).toBe(4);
    expect(headSize(ModelConfig.parse({ ...config, head_dim: 6 }))).toBe(6);
  });
});

describe('readModelConfig', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'unisono-config-'));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  const write = (value: unknown) =>
    writeFileSync(join(dir, 'config.json'), typeof value === 'string' ? value : JSON.stringify(value));

  it('reads a configuration and fills in defaults', () => {
    write({ ...config, tie_word_embeddings: undefined, rope_theta: undefined });
    expect(readModelConfig(dir)).toMatchObject({ hidden_size: 16, tie_word_embeddings: false, rope_theta: 10000 });
  });

  it.each([
    ['no such directory', undefined],
    ['broken JSON', '{'],
    ['no object', '3'],
    ['null', 'null'],
    ['a missing field', { ...config, hidden_size: undefined }],
    ['a fraction', { ...config, vocab_size: 1.5 }],
    ['a bias that is no boolean', { ...config, attention_bias: 'yes' }],
    ['scaled rotary embeddings without factors', { ...config, rope_scaling: { rope_type: 'llama3', factor: 8 } }],
    ['the same as transformers 5 writes it', { ...config, rope_parameters: { rope_type: 'llama3', rope_theta: 500 } }],
  ])('refuses %s as NOT_A_MODEL', (_, value) => {
    if (value !== undefined) write(value);
    const read = () => readModelConfig(value === undefined ? join(dir, 'absent') : dir);
    expect(read).toThrow(expect.objectContaining({ code: 'NOT_A_MODEL' }));
  });

  it.each([
    ['model_type', { model_type: 'gpt2' }],
    ['architectures', { architectures: ['LlamaForSequenceClassification'] }],
    ['quantization_config', { quantization_config: { quant_method: 'gptq' } }],
    ['hidden_act', { hidden_act: 'gelu_fast' }],
    ['pretraining_tp', { pretraining_tp: 2 }],
    ['partial_rotary_factor', { partial_rotary_factor: 0.5 }],
    ['partial_rotary_factor', { rope_parameters: { rope_theta: 500, partial_rotary_factor: 0.5 } }],
    ['rope_scaling.rope_type', { rope_scaling: { type: 'dynamic', factor: 2 } }],
    ['rope_scaling.rope_type', { rope_parameters: { rope_type: 'yarn', factor: 2, rope_theta: 500 } }],
    ['num_key_value_heads', { num_key_value_heads: 3 }],
    ['head_dim', { head_dim: 7 }],
    ['head_dim', { num_attention_heads: 6 }],
    ['layer_types', { model_type: 'qwen3', layer_types: ['full_attention', 'linear_attention'] }],
    ['layer_types', { model_type: 'qwen3', layer_types: ['full_attention'] }],
    ['hidden_activation', { model_type: 'gemma2', hidden_activation: 'gelu' }],
    ['use_bidirectional_attention', { model_type: 'gemma3_text', use_bidirectional_attention: true }],
  ])('refuses %s of a value that it does not compute as UNSUPPORTED_MODEL: %j', (field, change) => {
    write({ ...config, ...change });
    expect(() => readModelConfig(dir)).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED_MODEL',
        details: expect.objectContaining({ field, path: join(dir, 'config.json') }),
      }),
    );
  });

  it('fills in what an architecture leaves out', () => {
    write({ ...config, model_type: 'gemma2', head_dim: undefined, tie_word_embeddings: undefined });
    expect(readModelConfig(dir)).toMatchObject({ head_dim: 256, tie_word_embeddings: true, rope_theta: 500 });
  });
});
