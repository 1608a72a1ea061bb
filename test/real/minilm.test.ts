import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { SentenceTransformer } from '../../src/encoding/sentence-transformer/sentence-transformer.js';
import { EncoderTokenizer } from '../../src/text/encoder-tokenizer.js';
import { realModel } from './real-models.js';

interface Golden {
  readonly sentences: readonly { readonly text: string; readonly ids: number[]; readonly embedding: number[] }[];
}

const GOLDEN: Golden = JSON.parse(readFileSync(new URL('./fixtures/minilm.json', import.meta.url), 'utf8'));

describe('all-MiniLM-L6-v2', () => {
  const dir = realModel('all-MiniLM-L6-v2');
  const encoder = SentenceTransformer.load(dir);
  afterAll(() => encoder.release());

  it("reads texts as Python's tokenizer", () => {
    const tokenizer = EncoderTokenizer.load(dir);
    for (const { text, ids } of GOLDEN.sentences) expect(tokenizer.encode(text, 256), text).toEqual(ids);
  });

  it("gives sentence-transformers' embeddings to 1e-5", async () => {
    const rows = await encoder.encode(GOLDEN.sentences.map(({ text }) => text));
    for (const [i, { text, embedding }] of GOLDEN.sentences.entries()) {
      const row = rows[i] as Float32Array;
      expect(row).toHaveLength(embedding.length);
      const furthest = embedding.reduce((most, value, k) => Math.max(most, Math.abs((row[k] as number) - value)), 0);
      expect(furthest, text).toBeLessThanOrEqual(1e-5);
    }
  });
});
