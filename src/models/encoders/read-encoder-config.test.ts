import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { longestText, readEncoderConfig } from './read-encoder-config.js';

const { models } = JSON.parse(readFileSync(new URL('./fixtures/encoders.json', import.meta.url), 'utf8'));
const { config } = models.bert;

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'unisono-encoder-config-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const write = (value: unknown) =>
  writeFileSync(join(dir, 'config.json'), typeof value === 'string' ? value : JSON.stringify(value));

it.each(Object.keys(models))('reads what transformers saves for %s', (kind) => {
  write(models[kind].savedConfig);
  const { architecture, config: read } = readEncoderConfig(dir);
  expect(architecture.modelType).toBe(kind);
  expect(read).toMatchObject(models[kind].config);
});

it.each([
  ['bert', 64],
  ['roberta', 62],
  ['mpnet', 62],
])('knows the longest text of %s', (kind, longest) => {
  write(models[kind].config);
  const read = readEncoderConfig(dir);
  expect(longestText(read.architecture, read.config)).toBe(longest);
});

it('fills in what transformers fills in', () => {
  write({
    ...config,
    pad_token_id: undefined,
    type_vocab_size: undefined,
    layer_norm_eps: null,
    hidden_act: undefined,
  });
  expect(readEncoderConfig(dir).config).toMatchObject({
    pad_token_id: 0,
    type_vocab_size: 2,
    layer_norm_eps: 1e-12,
    hidden_act: 'gelu',
  });
});

describe('refuses', () => {
  it.each([
    ['no such directory', undefined],
    ['broken JSON', '{'],
    ['no object', '3'],
    ['a missing field', { ...config, hidden_size: undefined }],
    ['a fraction', { ...config, vocab_size: 1.5 }],
    ['heads that do not divide the width', { ...config, num_attention_heads: 3 }],
  ])('%s as NOT_A_MODEL', (_, value) => {
    if (value !== undefined) write(value);
    const read = () => readEncoderConfig(value === undefined ? join(dir, 'absent') : dir);
    expect(read).toThrow(expect.objectContaining({ code: 'NOT_A_MODEL' }));
  });

  it.each([
    ['model_type', 'llama'],
    ['model_type', 'deberta-v2'],
    ['hidden_act', 'gelu_new'],
    ['hidden_act', 'constructor'],
    ['position_embedding_type', 'relative_key'],
    ['is_decoder', true],
    ['add_cross_attention', true],
    ['relative_attention_num_buckets', 64],
  ])('%s %s as UNSUPPORTED_MODEL that names the field', (field, value) => {
    write({ ...config, [field]: value });
    expect(() => readEncoderConfig(dir)).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED_MODEL',
        details: expect.objectContaining({ field, value: String(value) }),
      }),
    );
  });
});
