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
    ['biases', { ...config, attention_bias: true }],
    ['scaled rotary embeddings (transformers 4)', { ...config, rope_scaling: { rope_type: 'llama3', factor: 8 } }],
    [
      'scaled rotary embeddings (transformers 5)',
      { ...config, rope_parameters: { rope_type: 'llama3', rope_theta: 500 } },
    ],
  ])('refuses %s as NOT_A_MODEL', (_, value) => {
    if (value !== undefined) write(value);
    const read = () => readModelConfig(value === undefined ? join(dir, 'absent') : dir);
    expect(read).toThrow(expect.objectContaining({ code: 'NOT_A_MODEL' }));
  });

  it.each([
    ['model_type', 'qwen2'],
    ['hidden_act', 'gelu'],
  ])('refuses another %s as UNSUPPORTED_MODEL', (field, value) => {
    write({ ...config, [field]: value });
    const read = () => readModelConfig(dir);
    expect(read).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_MODEL', details: expect.objectContaining({ field, value }) }),
    );
  });
});
