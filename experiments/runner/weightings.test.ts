import { describe, expect, it } from 'vitest';
import { consistency, random, reversed, uniform } from './weightings.js';

const weights = consistency(
  [
    [0.1, 0.2, 0.4],
    [0.3, 0.3, 0.3],
    [0.5, 0.1, 0.2],
  ],
  { a: 3, b: -1.5 },
);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('weightings', () => {
  it('gives the nearest model the largest weight, and equal ones the same', () => {
    expect(weights[0]!.indexOf(Math.max(...weights[0]!))).toBe(0);
    expect(new Set(weights[1]).size).toBe(1);
  });

  it('reverses the order of every layer and keeps its weights', () => {
    const turned = reversed(weights);
    for (const [l, layer] of weights.entries()) {
      expect([...turned[l]!].sort()).toEqual([...layer].sort());
      expect(turned[l]!.indexOf(Math.max(...turned[l]!))).toBe(l === 1 ? 0 : layer.indexOf(Math.min(...layer)));
    }
  });

  it('deals weights out anew by the seed, and keeps those of every layer', () => {
    const dealt = random(weights, 1);
    expect(dealt).toEqual(random(weights, 1));
    for (const [l, layer] of weights.entries()) expect([...dealt[l]!].sort()).toEqual([...layer].sort());
    expect([1, 2, 3, 4, 5].some((seed) => JSON.stringify(random(weights, seed)) !== JSON.stringify(dealt))).toBe(true);
  });

  it('has the same sum with one number as with many', () => {
    expect(sum(uniform(weights).flat())).toBeCloseTo(sum(weights.flat()), 12);
    expect(uniform(weights, 0.4)[2]).toEqual([0.4, 0.4, 0.4]);
  });
});
