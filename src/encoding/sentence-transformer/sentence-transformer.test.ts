import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relativeL2 } from '../../graph/fixtures/relative-l2.contract.js';
import { loadEncoder } from '../load-encoder.js';
import { SentenceTransformer } from './sentence-transformer.js';
import { GOLDEN, SENTENCES, writeSentenceTransformer } from './tiny-directory.contract.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'unisono-sentences-'));
});
afterAll(() => rmSync(root, { recursive: true }));

describe.each(Object.keys(GOLDEN))('a sentence-transformers directory of %s', (kind) => {
  const dir = () => join(root, kind);
  beforeAll(() => writeSentenceTransformer(dir(), kind));

  it("gives sentence-transformers' embeddings", async () => {
    const encoder = loadEncoder(dir());
    expect(encoder.name).toBe(kind);
    let count = 0;
    const rows = await encoder.encode(SENTENCES, (more) => {
      count += more;
    });
    await encoder.release();
    expect(count).toBe(SENTENCES.length);
    for (const [i, expected] of (GOLDEN[kind]?.embeddings ?? []).entries()) {
      const row = rows[i] as Float32Array;
      expect(relativeL2(row, expected), SENTENCES[i]).toBeLessThanOrEqual(1e-5);
      for (const [k, value] of expected.entries()) expect(Math.abs((row[k] as number) - value)).toBeLessThan(1e-4);
    }
  });

  it('gives a text the same embedding to the bit, in whatever order texts come, and again', async () => {
    const encoder = SentenceTransformer.load(dir());
    const rows = await encoder.encode(SENTENCES);
    const reversed = await encoder.encode([...SENTENCES].reverse());
    await encoder.release();
    expect(reversed.reverse()).toEqual(rows);
  });

  it('hardly sees what a text is encoded with', async () => {
    const encoder = SentenceTransformer.load(dir());
    const together = await encoder.encode(SENTENCES);
    for (const [i, text] of SENTENCES.entries()) {
      const [alone] = await encoder.encode([text]);
      expect(relativeL2(alone as Float32Array, together[i] as Float32Array)).toBeLessThanOrEqual(1e-6);
    }
    await encoder.release();
  });

  it('encodes nothing to nothing', async () => {
    const encoder = SentenceTransformer.load(dir());
    expect(await encoder.encode([])).toEqual([]);
    await encoder.release();
  });
});

it('reads one model from the fixture for each architecture', () => {
  const { models } = JSON.parse(
    readFileSync(new URL('../../models/encoders/fixtures/encoders.json', import.meta.url), 'utf8'),
  );
  expect(Object.keys(GOLDEN).sort()).toEqual(Object.keys(models).sort());
});
