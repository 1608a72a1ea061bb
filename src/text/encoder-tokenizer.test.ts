import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EncoderTokenizer } from './encoder-tokenizer.js';

const BERT = new URL('./fixtures/families/bert/', import.meta.url).pathname;
const { texts } = JSON.parse(readFileSync(join(BERT, 'golden.json'), 'utf8'));
const { text, ids, whole } = texts.sentence;

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'unisono-encoder-tokenizer-'));
  copyFileSync(join(BERT, 'tokenizer.json'), join(dir, 'tokenizer.json'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const load = (config: object | string, embeddings?: number) => {
  writeFileSync(join(dir, 'tokenizer_config.json'), typeof config === 'string' ? config : JSON.stringify(config));
  return EncoderTokenizer.load(dir, embeddings);
};

describe('EncoderTokenizer', () => {
  it('puts the special tokens around a text, and takes its limit from the configuration', () => {
    expect(load({}).encode(text)).toEqual(whole);
    expect(load({}).maxLength).toBe(Number.POSITIVE_INFINITY);
    const short = load({ model_max_length: 6 });
    expect(short.maxLength).toBe(6);
    expect(short.encode(text)).toEqual([whole[0], ...ids.slice(0, 4), whole.at(-1)]);
  });

  it('cuts to the length asked for, on the side that the configuration names', () => {
    expect(load({}).encode(text, 5)).toEqual([whole[0], ...ids.slice(0, 3), whole.at(-1)]);
    expect(load({ truncation_side: 'left' }).encode(text, 5)).toEqual([whole[0], ...ids.slice(-3), whole.at(-1)]);
    expect(load({ truncation_side: 'left' }).encode(text, 2)).toEqual([whole[0], whole.at(-1)]);
    expect(load({}).encode(text, whole.length)).toEqual(whole);
  });

  it('does without tokenizer_config.json', () => {
    load({});
    rmSync(join(dir, 'tokenizer_config.json'));
    expect(EncoderTokenizer.load(dir).encode(text)).toEqual(whole);
  });

  it('refuses a token that the model has no embedding for', () => {
    const least = Math.max(...whole);
    expect(load({}, least + 1).encode(text)).toEqual(whole);
    expect(() => load({}, least).encode(text)).toThrow(expect.objectContaining({ code: 'NOT_A_MODEL' }));
  });

  it('refuses a broken configuration', () => {
    expect(() => load('{')).toThrow(expect.objectContaining({ code: 'NOT_A_MODEL' }));
    expect(() => load({ truncation_side: 'both' })).toThrow(expect.objectContaining({ code: 'NOT_A_MODEL' }));
  });
});
