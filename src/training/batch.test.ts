import { describe, expect, it } from 'vitest';
import { type Batch, feedsOf, shapeOf, shapesOf, splitBatch } from './batch.js';

const BATCH: Batch = {
  sequences: [
    { ids: [5, 6, 7, 8, 9], answerStart: 3 },
    { ids: [2, 3, 4], answerStart: 2 },
  ],
  triplets: [
    [[11], [12, 13], [14]],
    [[21, 22], [23], [24, 25, 26]],
  ],
};

describe('shapesOf', () => {
  it('pads the parts of a batch alike, so that those of one size are one shape', () => {
    const long = { ids: Array.from({ length: 40 }, (_, i) => i), answerStart: 30 };
    const [short] = BATCH.sequences;
    const parts = splitBatch({ ...BATCH, sequences: [short!, short!, long, short!, short!] }, 2);
    const shapes = shapesOf(parts);
    expect(shapes.map(({ rows, length }) => [rows, length])).toEqual([
      [2, 64],
      [2, 64],
      [1, 64],
    ]);
    expect(shapes.map(({ triplets, queryLength }) => [triplets, queryLength])).toEqual(
      parts.map(({ triplets }) => [triplets.length, triplets.length === 0 ? 0 : 16]),
    );
  });
});

describe('shapeOf', () => {
  it('rounds lengths up to the steps that are compiled', () => {
    expect(shapeOf(BATCH)).toEqual({ rows: 2, length: 32, answers: 128, triplets: 2, queryLength: 16 });
    const long = { ids: Array<number>(33).fill(1), answerStart: 1 };
    const query = Array<number>(17).fill(1);
    const larger = { sequences: Array(5).fill(long), triplets: [[query, [1], [1]] as const] };
    expect(shapeOf(larger)).toEqual({ rows: 5, length: 64, answers: 256, triplets: 1, queryLength: 32 });
  });

  it('keeps exact multiples', () => {
    const exact = { ids: Array<number>(32).fill(1), answerStart: 16 };
    expect(shapeOf({ sequences: Array(8).fill(exact), triplets: [] })).toMatchObject({
      length: 32,
      answers: 128,
      queryLength: 0,
    });
  });
});

describe('feedsOf', () => {
  const shape = { rows: 2, length: 6, answers: 4, triplets: 2, queryLength: 3 };

  it('lays out prompts, answers and queries, padded on the right', () => {
    const third = Math.fround(1 / 3);
    expect(feedsOf(BATCH, shape)).toEqual({
      ids: Int32Array.of(5, 6, 7, 8, 9, 0, 2, 3, 4, 0, 0, 0),
      answerRows: Int32Array.of(2, 3, 7, 0),
      targets: Int32Array.of(8, 9, 4, 0),
      answerWeights: Float32Array.of(third, third, third, 0),
      queryIds: Int32Array.of(11, 0, 0, 21, 22, 0, 12, 13, 0, 23, 0, 0, 14, 0, 0, 24, 25, 26),
      queryMask: Float32Array.of(1, 0, 0, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 1, 1, 1),
      tripletShare: Float32Array.of(1),
    });
  });

  it('gives no queries without triplets', () => {
    const feeds = feedsOf({ ...BATCH, triplets: [] }, { ...shape, triplets: 0, queryLength: 0 });
    expect(Object.keys(feeds)).toEqual(['ids', 'answerRows', 'targets', 'answerWeights']);
  });

  it('points the answer rows of a pair at each other, and every other row at itself', () => {
    const pair = [
      { ids: [5, 6, 8, 9], answerStart: 2 },
      { ids: [2, 8, 9], answerStart: 1 },
    ];
    const batch = { sequences: [...pair, { ids: [3, 4], answerStart: 1 }], triplets: [], pairs: 1 };
    expect(shapeOf(batch)).toMatchObject({ paired: true });
    const feeds = feedsOf(batch, { rows: 3, length: 4, answers: 6, triplets: 0, queryLength: 0, paired: true });
    expect(feeds.partners).toEqual(Int32Array.of(2, 3, 0, 1, 4, 5));
    expect(feeds.pairWeights).toEqual(Float32Array.of(0.25, 0.25, 0.25, 0.25, 0, 0));
  });

  it.each([
    ['an answer without a token before it', { ...BATCH, sequences: [{ ids: [1, 2], answerStart: 0 }] }],
    ['no answer at all', { ...BATCH, sequences: [{ ids: [1, 2], answerStart: 2 }] }],
    ['no sequence', { ...BATCH, sequences: [] }],
    ['a pair whose answers differ', { ...BATCH, pairs: 1 }],
    ['a pair without a second side', { ...BATCH, sequences: BATCH.sequences.slice(0, 1), pairs: 1 }],
    ['an empty query', { ...BATCH, triplets: [[[1], [], [2]]] as const }],
  ])('refuses %s', (_, batch) => {
    expect(() => feedsOf(batch, shapeOf(batch))).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});
