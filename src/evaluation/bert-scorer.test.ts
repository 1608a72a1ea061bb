import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSentenceTransformer } from '../encoding/sentence-transformer/tiny-directory.contract.js';
import { TokenEncoder } from '../encoding/token-encoder.js';
import { bertScores, readBaseline } from './bert-scorer.js';

interface Golden {
  readonly pairs: readonly [reference: string, candidate: string][];
  readonly cases: readonly [layer: number, idf: boolean, rescaled: boolean][];
  readonly baseline: string;
  /** By model type, per case: precision, recall, F1 of every pair. */
  readonly models: Readonly<Record<string, readonly [number[], number[], number[]][]>>;
}

const GOLDEN: Golden = JSON.parse(readFileSync(new URL('./fixtures/bertscore.json', import.meta.url), 'utf8'));
const BASELINE = 'baseline.csv';
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'unisono-bertscore-'));
  for (const kind of Object.keys(GOLDEN.models)) writeSentenceTransformer(join(dir, kind), kind);
  writeFileSync(join(dir, BASELINE), GOLDEN.baseline);
});
afterAll(() => rmSync(dir, { recursive: true }));

describe.each(Object.entries(GOLDEN.models))('bertScores with %s', (kind, expected) => {
  it.each(GOLDEN.cases.map((settings, i) => [...settings, i] as const))(
    'equals bert-score at layer %s, idf %s, rescaled %s',
    async (layer, idf, rescaled, i) => {
      const encoder = TokenEncoder.load(join(dir, kind), layer);
      const scores = await bertScores(encoder, GOLDEN.pairs, {
        ...(idf && { idf: GOLDEN.pairs.map(([reference]) => reference) }),
        ...(rescaled && { baseline: readBaseline(join(dir, BASELINE), layer) }),
      });
      await encoder.release();
      for (const [k, key] of (['precision', 'recall', 'f1'] as const).entries()) {
        for (const [pair, value] of expected[i]![k]!.entries()) {
          expect(Math.abs(scores[pair]![key] - value), `${key} of ${GOLDEN.pairs[pair]}`).toBeLessThan(1e-4);
        }
      }
    },
  );
});

describe('bertScores', () => {
  it('gives a pair the same score in any company, and counts what it has done', async () => {
    const encoder = TokenEncoder.load(join(dir, 'bert'));
    expect(encoder.layer).toBe(2);
    const many = Array.from({ length: 300 }, (_, i) => GOLDEN.pairs[i % GOLDEN.pairs.length]!);
    const counts: number[] = [];
    const scores = await bertScores(encoder, many, { onPairs: (count) => counts.push(count) });
    expect(counts).toEqual([256, 44]);
    const [alone] = await bertScores(encoder, [GOLDEN.pairs[2]!]);
    expect(Math.abs(scores[2]!.f1 - alone!.f1)).toBeLessThan(1e-6);
    await encoder.release();
  });

  it('refuses a layer that there is not and a baseline that is none', () => {
    for (const layer of [-1, 3, 0.5]) {
      expect(() => TokenEncoder.load(join(dir, 'bert'), layer)).toThrow(
        expect.objectContaining({ code: 'BAD_ARGUMENT' }),
      );
    }
    expect(readBaseline(join(dir, BASELINE), 1)).toEqual({ precision: 0.41, recall: 0.42, f1: 0.43 });
    expect(() => readBaseline(join(dir, BASELINE), 3)).toThrow(expect.objectContaining({ code: 'BAD_DOCUMENT' }));
  });
});
