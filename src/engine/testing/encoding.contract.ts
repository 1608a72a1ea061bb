import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeJson } from '../../core/files.js';
import {
  GOLDEN,
  SENTENCES,
  writeSentenceTransformer,
} from '../../encoding/sentence-transformer/tiny-directory.contract.js';
import { fitTfidfSvd } from '../../encoding/tfidf-svd.js';
import { openSafetensors } from '../../tensors/safetensors.js';
import type { TensorInfo } from '../../tensors/safetensors-header.js';
import type { EncodeJob, Engine } from '../engine.js';
import { anyOf, bytesOf, EngineFixture, EXAMPLES } from './engine-fixture.contract.js';

/** The encoding part of the engine contract. */
export function describeEncoding(create: () => Engine): void {
  describe('encode', () => {
    let engine: Engine;
    let fixture: EngineFixture;
    const encoder = fitTfidfSvd(
      EXAMPLES.map(({ text }) => text),
      { dimensions: 4, seed: 1 },
    );
    beforeAll(() => {
      engine = create();
      fixture = new EngineFixture();
      writeJson(fixture.path('encoder.json'), encoder);
    });
    afterAll(async () => {
      await engine.close();
      fixture.remove();
    });

    const job = (folder: string, texts: readonly string[], changes: Partial<EncodeJob> = {}): EncodeJob => ({
      encoder: fixture.path('encoder.json'),
      queries: fixture.lines(
        `${folder}.jsonl`,
        texts.map((text, i) => ({ id: `q${i}`, text })),
      ),
      out: fixture.path(folder, 'embeddings.safetensors'),
      ...changes,
    });
    const rowsOf = ({ out }: EncodeJob) => {
      const file = openSafetensors(out);
      const { dtype, shape } = file.tensors.get('embeddings') as TensorInfo;
      const [count, size] = shape as [number, number];
      const data = file.read('embeddings');
      const rows = Array.from({ length: count }, (_, i) => data.subarray(i * size, (i + 1) * size));
      const { metadata } = file;
      file.close();
      return { rows, dtype, metadata };
    };
    const TEXTS = [...EXAMPLES.map(({ text }) => text), 'Is an account free?'];

    it('gives float32 rows of length 1 in the order of the queries, and names the encoder', async () => {
      const one = job('rows', TEXTS);
      let count = 0;
      await engine.encode(one, (done, total) => {
        expect(total).toBe(TEXTS.length);
        count += done;
      });
      const { rows, dtype, metadata } = rowsOf(one);
      expect(count).toBe(TEXTS.length);
      expect(dtype).toBe('F32');
      expect(metadata.encoder).toBe(encoder.name);
      expect(rows).toEqual(await encoder.encode(TEXTS));
      for (const row of rows) expect(Math.hypot(...row)).toBeCloseTo(1, 5);

      const reversed = job('reversed', [...TEXTS].reverse());
      await engine.encode(reversed);
      expect(rowsOf(reversed).rows.reverse()).toEqual(rows);
    });

    it('gives a zero row to a text that the encoder knows nothing of', async () => {
      const one = job('unknown', ['Why?', 'ξψ', 'Is a card free?']);
      await engine.encode(one);
      const norms = rowsOf(one).rows.map((row) => Math.round(Math.hypot(...row)));
      expect(norms).toEqual([1, 0, 1]);
    });

    it('encodes with a sentence-transformers directory too, and names it', async () => {
      writeSentenceTransformer(fixture.path('small-bert'), 'bert');
      const one = job('directory', SENTENCES, { encoder: fixture.path('small-bert') });
      let count = 0;
      await engine.encode(one, (done) => {
        count += done;
      });
      const { rows, metadata } = rowsOf(one);
      expect(count).toBe(SENTENCES.length);
      expect(metadata.encoder).toBe('small-bert');
      for (const [i, expected] of (GOLDEN.bert?.embeddings ?? []).entries()) {
        for (const [k, value] of expected.entries()) expect(rows[i]?.[k]).toBeCloseTo(value, 4);
      }
      const reversed = job('directory reversed', [...SENTENCES].reverse(), { encoder: one.encoder });
      await engine.encode(reversed);
      expect(rowsOf(reversed).rows.reverse()).toEqual(rows);
    });

    it('refuses a directory that is no sentence-transformers model', async () => {
      const one = job('other directory', TEXTS, { encoder: fixture.base });
      await expect(engine.encode(one)).rejects.toMatchObject({ code: 'NOT_A_MODEL', details: { path: fixture.base } });
      expect(anyOf(one.out)).toBe(false);
    });

    it('gives the same bytes again', async () => {
      const [once, again] = [job('once', TEXTS), job('again', TEXTS)];
      await engine.encode(once);
      await engine.encode(again);
      expect(bytesOf(again.out)).toBe(bytesOf(once.out));
    });

    it('refuses a missing or broken encoder, and missing queries', async () => {
      const missing = job('missing', TEXTS, { encoder: fixture.path('nowhere.json') });
      await expect(engine.encode(missing)).rejects.toMatchObject({ name: 'UnisonoError', code: 'FILE_NOT_FOUND' });
      const broken = job('broken', TEXTS, { encoder: fixture.path('broken.json') });
      writeFileSync(broken.encoder, readFileSync(fixture.path('encoder.json')).subarray(0, 100));
      await expect(engine.encode(broken)).rejects.toMatchObject({ code: 'BAD_JSON' });
      writeJson(broken.encoder, { ...encoder.toJSON(), kind: 'other' });
      await expect(engine.encode(broken)).rejects.toMatchObject({
        code: 'BAD_DOCUMENT',
        details: { path: broken.encoder },
      });
      const noQueries = job('no queries', TEXTS, { queries: fixture.path('nowhere.jsonl') });
      await expect(engine.encode(noQueries)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      expect(anyOf(missing.out, broken.out, noQueries.out)).toBe(false);
    });
  });
}
