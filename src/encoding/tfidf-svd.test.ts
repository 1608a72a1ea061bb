import { describe, expect, it } from 'vitest';
import { dot } from '../consistency/similarity.js';
import { RandomStream } from '../core/random.js';
import fixture from './fixtures/encoder.json' with { type: 'json' };
import { randomizedSvd } from './randomized-svd.js';
import { fitTfidf, tfidfRows } from './tfidf.js';
import { fitTfidfSvd, TfidfSvdEncoder } from './tfidf-svd.js';

const { texts, probes, dimensions } = fixture;

describe('against numpy', () => {
  it('has the same vocabulary size and idf', () => {
    const { vocabulary, idf } = fitTfidf(texts);
    expect(vocabulary.length).toBe(fixture.vocabulary);
    for (const [feature, value] of Object.entries(fixture.idf)) {
      expect(idf[vocabulary.indexOf(feature)]).toBeCloseTo(value, 12);
    }
  });

  it('has the same singular values', () => {
    const { singularValues } = randomizedSvd(tfidfRows(texts, fitTfidf(texts)), dimensions, 1);
    expect(singularValues.length).toBe(dimensions);
    for (const [index, value] of singularValues.entries()) {
      expect(Math.abs(value - fixture.singularValues[index]!)).toBeLessThan(1e-3);
    }
  });

  it('gives the cosine similarities of the exact SVD, for texts of the corpus and others', async () => {
    const rows = await fitTfidfSvd(texts, { dimensions, seed: 1 }).encode([...texts, ...probes]);
    let at = 0;
    let worst = 0;
    for (let i = 1; i < rows.length; i++) {
      for (let j = 0; j < i; j++) worst = Math.max(worst, Math.abs(dot(rows[i]!, rows[j]!) - fixture.cosines[at++]!));
    }
    expect(at).toBe(fixture.cosines.length);
    expect(worst).toBeLessThan(1e-3);
  });
});

describe('randomizedSvd', () => {
  const matrix = tfidfRows(texts, fitTfidf(texts));

  it('gives orthonormal components, each with a positive largest entry', () => {
    const { rank, rightVectors } = randomizedSvd(matrix, 8, 3);
    const column = (k: number) => Float64Array.from({ length: matrix.columns }, (_, i) => rightVectors[i * rank + k]!);
    for (let k = 0; k < rank; k++) {
      for (let other = 0; other <= k; other++) {
        const product = column(k).reduce((sum, value, i) => sum + value * column(other)[i]!, 0);
        expect(product).toBeCloseTo(k === other ? 1 : 0, 8);
      }
      const largest = column(k).reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
      expect(largest).toBeGreaterThan(0);
    }
  });

  it('depends on the seed by no more than its accuracy', () => {
    const one = randomizedSvd(matrix, 8, 1);
    const other = randomizedSvd(matrix, 8, 2);
    for (const [index, value] of one.singularValues.entries())
      expect(value).toBeCloseTo(other.singularValues[index]!, 6);
  });

  it('stops at the rank of the matrix', () => {
    const repeated = ['close my card', 'open an account', 'close my card', 'open an account', 'close my card'];
    expect(randomizedSvd(tfidfRows(repeated, fitTfidf(repeated)), 5, 1).rank).toBe(2);
  });
});

describe('TfidfSvdEncoder', () => {
  const encoder = fitTfidfSvd(texts, { dimensions, seed: 4 });

  it('names itself by the dimensions that it has', () => {
    expect(encoder.name).toBe('tfidf-svd-16');
    expect(fitTfidfSvd(['open a card', 'close a card'], { seed: 1 }).name).toBe('tfidf-svd-2');
  });

  it('gives L2-normalized rows, zero for texts without known features, and does not see case or punctuation', async () => {
    const rows = await encoder.encode(['How do I reset my password?', 'zzz qqq', '', 'how do i RESET my password']);
    expect(dot(rows[0]!, rows[0]!)).toBeCloseTo(1, 6);
    expect(rows[1]).toEqual(new Float32Array(dimensions));
    expect(rows[2]).toEqual(new Float32Array(dimensions));
    expect(rows[3]).toEqual(rows[0]);
    expect(await encoder.encode([])).toEqual([]);
  });

  it('is a function of texts and seed, byte for byte, also after a round trip through JSON', async () => {
    const stored = JSON.stringify(encoder);
    expect(JSON.stringify(fitTfidfSvd(texts, { dimensions, seed: 4 }))).toBe(stored);
    const restored = TfidfSvdEncoder.fromJSON(JSON.parse(stored));
    expect(restored.name).toBe(encoder.name);
    expect(await restored.encode(probes)).toEqual(await encoder.encode(probes));
    expect(JSON.stringify(restored)).toBe(stored);
  });

  it('puts a rewording nearer than another question', async () => {
    const [a, reworded, other] = await encoder.encode([
      'resetting passwords',
      'how do I reset a password',
      'brew green tea',
    ]);
    expect(dot(a!, reworded!)).toBeGreaterThan(dot(a!, other!) + 0.3);
  });

  it('works where no feature is shared, and refuses a corpus without words', async () => {
    const rows = await fitTfidfSvd(['abc', 'xyz'], { seed: 1 }).encode(['abc', 'xyz']);
    expect(dot(rows[0]!, rows[0]!)).toBeCloseTo(1, 6);
    expect(dot(rows[0]!, rows[1]!)).toBeCloseTo(0, 6);
    for (const corpus of [[], ['?!', '']]) {
      const fit = () => fitTfidfSvd(corpus, { seed: 1 });
      expect(fit).toThrow(expect.objectContaining({ code: 'TOO_FEW_QUERIES' }));
    }
    const fit = () => fitTfidfSvd(texts, { dimensions: 0, seed: 1 });
    expect(fit).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });

  it.each([
    ['another kind', { kind: 'other' }],
    ['truncated components', { components: 'AAAA' }],
    ['a missing idf', { idf: [1] }],
    ['an unknown key', { extra: 1 }],
  ])('refuses a stored encoder with %s', (_, change) => {
    const restore = () => TfidfSvdEncoder.fromJSON({ ...encoder.toJSON(), ...change }, 'encoder.json');
    expect(restore).toThrow(expect.objectContaining({ code: 'BAD_DOCUMENT' }));
  });

  it('fits 1,500 short texts in seconds of one core', () => {
    const stream = new RandomStream(1, 'corpus');
    const syllables = ['ba', 'ne', 'tor', 'li', 'mus', 'ka', 'dri', 'vo', 'pen', 'sho', 'ru', 'gel'];
    const words = Array.from(
      { length: 1500 },
      () => stream.pick(syllables) + stream.pick(syllables) + stream.pick(syllables),
    );
    const corpus = Array.from({ length: 1500 }, () => Array.from({ length: 9 }, () => stream.pick(words)).join(' '));
    const start = process.cpuUsage();
    expect(fitTfidfSvd(corpus, { seed: 1 }).dimensions).toBe(128);
    // Processor time, about 3 s: a busy machine does not count.
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(8);
  });
});
