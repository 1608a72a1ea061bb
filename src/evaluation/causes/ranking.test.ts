import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/rank-biased-overlap.json' with { type: 'json' };
import { rankBiasedOverlap, rankingSimilarity } from './ranking.js';

describe('rankBiasedOverlap', () => {
  it('equals the Python package rbo', () => {
    expect(fixture.cases.length).toBeGreaterThanOrEqual(100);
    for (const { first, second, p, rbo } of fixture.cases) {
      expect(rankBiasedOverlap(first, second, p), JSON.stringify({ first, second, p })).toBeCloseTo(rbo, 12);
      expect(rankBiasedOverlap(second, first, p)).toBeCloseTo(rbo, 12);
    }
  });

  it('is 1 for equal lists, 0 for disjoint ones, and cares most for the top', () => {
    expect(rankBiasedOverlap(['a', 'b', 'c'], ['a', 'b', 'c'], 0.9)).toBeCloseTo(1, 12);
    expect(rankBiasedOverlap(['a', 'b'], ['c'], 0.9)).toBe(0);
    const top = rankBiasedOverlap(['a', 'b', 'c', 'd'], ['b', 'a', 'c', 'd'], 0.5);
    const bottom = rankBiasedOverlap(['a', 'b', 'c', 'd'], ['a', 'b', 'd', 'c'], 0.5);
    expect(bottom).toBeGreaterThan(top);
    expect([rankBiasedOverlap([], [], 0.5), rankBiasedOverlap([], ['a'], 0.5)]).toEqual([1, 0]);
  });
});

describe('rankingSimilarity', () => {
  it('counts what two lists share', () => {
    expect(rankingSimilarity(['a', 'b', 'c', 'd'], ['b', 'x', 'a', 'd'], 2, 0.9)).toMatchObject({
      overlap: 0.5,
      jaccard: 3 / 5,
    });
    expect(rankingSimilarity(['a'], ['a', 'b'], 5, 0.9)).toMatchObject({ overlap: 0.5, jaccard: 0.5 });
    expect(rankingSimilarity([], [], 5, 0.9)).toEqual({ overlap: 1, jaccard: 1, rbo: 1 });
    expect(rankingSimilarity(['a', 'a', 'b'], ['a', 'b'], 5, 0.9)).toEqual({ overlap: 1, jaccard: 1, rbo: 1 });
  });

  it.each([
    [0, 0.9],
    [1.5, 0.9],
    [1, 0],
    [1, 1],
  ])('refuses k %d with p %d', (k, p) => {
    expect(() => rankingSimilarity(['a'], ['b'], k, p)).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});
