import { describe, expect, it } from 'vitest';
import { cosine } from './cosine.js';

describe('cosine', () => {
  it.each([
    [[1, 2], [2, 4], 1],
    [[1, 0], [0, 3], 0],
    [[1, 2], [-1, -2], -1],
    [[3, 4], [4, 3], 0.96],
    [[0, 0], [1, 2], 0],
  ])('of %j and %j is %d', (a, b, expected) => {
    expect(cosine(Float32Array.from(a), Float32Array.from(b))).toBeCloseTo(expected, 12);
  });
});
