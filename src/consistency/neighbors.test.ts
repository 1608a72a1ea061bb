import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawTriplet, mineTriplets } from './neighbors.js';

/** Points on a half circle: query k at k * step radians, so that nearness is nearness of numbers. */
function fan(count: number, step = 0.1) {
  const angles = Array.from({ length: count }, (_, index) => index * step);
  return {
    features: angles.map((angle) => Float32Array.of(Math.cos(angle), Math.sin(angle))),
    ids: angles.map((_, index) => `q${index}`),
    texts: angles.map((_, index) => `text ${index}`),
  };
}

describe('mineTriplets', () => {
  it('lists the nearest and the farthest, nearest and farthest first', () => {
    const mined = mineTriplets({ ...fan(30), top: 3, bottom: 2 });
    expect(mined[0]).toEqual({ id: 'q0', positives: ['q1', 'q2', 'q3'], negatives: ['q29', 'q28'] });
    expect(mined[29]).toEqual({ id: 'q29', positives: ['q28', 'q27', 'q26'], negatives: ['q0', 'q1'] });
    expect(mineTriplets(fan(30))[0]!.positives.length).toBe(10);
    expect(mineTriplets(fan(30))[0]!.negatives.length).toBe(10);
  });

  it('leaves out the query itself and identical texts', () => {
    const input = fan(12);
    input.texts[1] = input.texts[11] = input.texts[0]!;
    const [first] = mineTriplets({ ...input, top: 2, bottom: 2 });
    expect(first).toEqual({ id: 'q0', positives: ['q2', 'q3'], negatives: ['q10', 'q9'] });
  });

  it('keeps other wordings of a question out of the negatives, not out of the positives', () => {
    const questions = fan(12).ids;
    questions[1] = questions[11] = questions[0]!;
    const [first] = mineTriplets({ ...fan(12), questions, top: 2, bottom: 2 });
    expect(first).toEqual({ id: 'q0', positives: ['q1', 'q2'], negatives: ['q10', 'q9'] });
  });

  it('shrinks both lists where there are few queries, never sharing one', () => {
    expect(mineTriplets(fan(3))[0]).toEqual({ id: 'q0', positives: ['q1'], negatives: ['q2'] });
    const [first] = mineTriplets({ ...fan(10), top: 10, bottom: 5 });
    expect(first!.positives).toEqual(['q1', 'q2', 'q3', 'q4', 'q5', 'q6']);
    expect(first!.negatives).toEqual(['q9', 'q8', 'q7']);
  });

  it('breaks ties by position', () => {
    const features = Array.from({ length: 5 }, () => Float32Array.of(1, 0));
    const [, second] = mineTriplets({ ...fan(5), features, top: 2, bottom: 2 });
    expect(second).toEqual({ id: 'q1', positives: ['q0', 'q2'], negatives: ['q3', 'q4'] });
  });

  it('equals a full sort', () => {
    const value = fc.float({ min: -1, max: 1, noNaN: true });
    const row = fc.tuple(value, value, value).map((values) => Float32Array.from(values));
    fc.assert(
      fc.property(fc.array(row, { minLength: 9, maxLength: 20 }), (features) => {
        const { ids, texts } = fan(features.length);
        const similarity = (i: number, j: number) => features[i]!.reduce((sum, x, k) => sum + x * features[j]![k]!, 0);
        for (const [query, mined] of mineTriplets({ features, ids, texts, top: 4, bottom: 4 }).entries()) {
          const sorted = ids.map((_, index) => index).filter((index) => index !== query);
          sorted.sort((i, j) => similarity(query, j) - similarity(query, i) || i - j);
          expect(mined.positives).toEqual(sorted.slice(0, 4).map((index) => ids[index]));
          const rest = sorted.slice(4).sort((i, j) => similarity(query, i) - similarity(query, j) || i - j);
          expect(mined.negatives).toEqual(rest.slice(0, 4).map((index) => ids[index]));
        }
      }),
    );
  });

  it('refuses lists of different length, bad counts and too few queries', () => {
    const shapeMismatch = expect.objectContaining({ code: 'SHAPE_MISMATCH' });
    const tooFew = expect.objectContaining({ code: 'TOO_FEW_QUERIES' });
    expect(() => mineTriplets({ ...fan(5), texts: ['a'] })).toThrow(shapeMismatch);
    expect(() => mineTriplets({ ...fan(5), top: 0 })).toThrow(shapeMismatch);
    expect(() => mineTriplets({ ...fan(2), features: [Float32Array.of(1), Float32Array.of(1, 2)] })).toThrow(
      shapeMismatch,
    );
    expect(() => mineTriplets(fan(2))).toThrow(tooFew);
    expect(() => mineTriplets(fan(1))).toThrow(tooFew);
    expect(() => mineTriplets({ ...fan(4), questions: ['a', 'a', 'a', 'a'] })).toThrow(tooFew);
    expect(mineTriplets({ features: [], ids: [], texts: [] })).toEqual([]);
  });
});

describe('drawTriplet', () => {
  const candidates = { id: 'q0', positives: ['a', 'b', 'c'], negatives: ['x', 'y'] };

  it('is a function of seed and name', () => {
    expect(drawTriplet(1, 'q0 epoch 0', candidates)).toEqual(drawTriplet(1, 'q0 epoch 0', candidates));
  });

  it('reaches every combination, about equally often', () => {
    const counts = new Map<string, number>();
    for (let epoch = 0; epoch < 3000; epoch++) {
      const { positive, negative } = drawTriplet(7, `q0 epoch ${epoch}`, candidates);
      counts.set(positive + negative, (counts.get(positive + negative) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(100);
  });
});
