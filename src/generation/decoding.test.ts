import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeJson } from '../core/files.js';
import { ModelConfig } from '../models/config.js';
import { DECODERS } from '../models/fixtures/decoders.contract.js';
import { readDecoding } from './decoding.js';

const config = ModelConfig.parse({ ...DECODERS[0]?.config, eos_token_id: [7, 9] });

describe('readDecoding', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'unisono-decoding-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));
  const write = (value: unknown) => writeJson(join(dir, 'generation_config.json'), value);

  it("is greedy and ends at config.json's tokens without a file", () => {
    expect(readDecoding(dir, config)).toEqual({
      sample: false,
      temperature: 1,
      topK: 50,
      topP: 1,
      repetitionPenalty: 1,
      seed: 0,
      endTokens: [7, 9],
      stopStrings: [],
    });
  });

  it('honors the file, and what is set over it', () => {
    write({
      do_sample: true,
      temperature: 0.7,
      top_k: 20,
      top_p: 0.8,
      repetition_penalty: 1.1,
      eos_token_id: [3, 1],
      stop_strings: 'User:',
      num_beams: 1,
      transformers_version: '4.51.0',
    });
    const read = readDecoding(dir, config, { temperature: 0.5, seed: 11, topK: undefined });
    expect(read).toEqual({
      sample: true,
      temperature: 0.5,
      topK: 20,
      topP: 0.8,
      repetitionPenalty: 1.1,
      seed: 11,
      endTokens: [3, 1],
      stopStrings: ['User:'],
    });
    expect(readDecoding(dir, config, { sample: false }).sample).toBe(false);
  });

  it.each([
    ['num_beams', 4],
    ['no_repeat_ngram_size', 3],
    ['min_p', 0.05],
    ['suppress_tokens', [1, 2]],
  ])('refuses %s, which is not computed', (field, value) => {
    write({ [field]: value });
    expect(() => readDecoding(dir, config)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_MODEL', details: expect.objectContaining({ field }) }),
    );
  });

  it('refuses a malformed file', () => {
    write({ temperature: 'hot' });
    expect(() => readDecoding(dir, config)).toThrow(expect.objectContaining({ code: 'BAD_DOCUMENT' }));
  });
});
