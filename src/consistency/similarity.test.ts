import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from './fixtures/layers.json' with { type: 'json' };
import { cosineSimilarityMatrix, SIMILARITY_DISTANCES, similarityDistance } from './similarity.js';

const rows = (values: readonly (readonly number[])[]) => values.map((row) => Float32Array.from(row));
const matrix = (values: readonly number[]) => ({ size: Math.sqrt(values.length), values: Float64Array.from(values) });

describe('cosineSimilarityMatrix', () => {
  it('equals numpy', () => {
    const { size, values } = cosineSimilarityMatrix(rows(fixture.features));
    expect(size).toBe(fixture.features.length);
    for (const [at, value] of fixture.reference.flat().entries()) expect(values[at]).toBeCloseTo(value, 12);
  });

  it('gives a zero row similarity 0 with every other', () => {
    expect([
      ...cosineSimilarityMatrix(
        rows([
          [0, 0],
          [3, 4],
          [-3, -4],
        ]),
      ).values,
    ]).toEqual([1, 0, 0, 0, 1, -1, 0, -1, 1]);
  });

  it('refuses rows of different length and values that are not finite', () => {
    for (const bad of [[[1, 2], [1]], [[1, Number.NaN]]]) {
      expect(() => cosineSimilarityMatrix(rows(bad))).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
    }
  });
});

describe('similarityDistance', () => {
  it.each(SIMILARITY_DISTANCES)('equals numpy with ties: %s', (distance) => {
    const value = similarityDistance(matrix(fixture.tied.a), matrix(fixture.tied.b), distance);
    expect(value).toBeCloseTo(fixture.tied.distances[distance], 12);
  });

  it('is 0 for equal matrices and symmetric', () => {
    const point = fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: 3, maxLength: 3 });
    const points = fc.array(point, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(points, points, fc.constantFrom(...SIMILARITY_DISTANCES), (first, second, distance) => {
        const a = cosineSimilarityMatrix(rows(first));
        const b = cosineSimilarityMatrix(rows(second));
        expect(similarityDistance(a, b, distance)).toBeCloseTo(similarityDistance(b, a, distance), 12);
        expect(similarityDistance(a, b, distance)).toBeGreaterThanOrEqual(-1e-12);
        if (distance !== 'spearman') expect(similarityDistance(a, a, distance)).toBe(0);
      }),
    );
  });

  it('takes a constant side as uncorrelated', () => {
    const constant = matrix([1, 0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 1]);
    expect(similarityDistance(constant, matrix([1, 0.1, 0.2, 0.1, 1, 0.3, 0.2, 0.3, 1]), 'spearman')).toBe(1);
  });

  it('refuses different sizes and too few queries', () => {
    const [two, three] = [matrix([1, 0, 0, 1]), matrix([1, 0, 0, 0, 1, 0, 0, 0, 1])];
    expect(() => similarityDistance(two, three, 'mean')).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
    const tooFew = expect.objectContaining({ code: 'TOO_FEW_QUERIES' });
    expect(() => similarityDistance(matrix([1]), matrix([1]), 'mean')).toThrow(tooFew);
    expect(() => similarityDistance(two, two, 'spearman')).toThrow(tooFew);
  });
});
