import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../core/random.js';
import { causeDifferences } from './cause-differences.js';
import { measurePairs } from './measure-causes.js';
import type { Disagreements, PairCauses } from './pair-causes.js';

const HOW = { threshold: 0.7, k: 3, p: 0.9, resamples: 300, seed: 2 };

/** Pairs, three to a question, that disagree end to end with probability `all`, and with held contexts with `held`. */
function makePairs(name: string, all: number, held: number, told = true): PairCauses[] {
  const random = new RandomStream(1, name);
  return Array.from({ length: 90 }, (_, i) => {
    const [end, hold] = [random.uniform() < all ? 1 : 0, random.uniform() < held ? 1 : 0];
    const disagreements: Disagreements = { endToEnd: end, noise: 0, held: hold, swapped: null };
    const contexts = { overlap: 0.5, jaccard: random.uniform(), rbo: 0.4, same: 0 as const };
    return {
      ...{ id: `p${i}`, question: `q${Math.floor(i / 3)}`, rs: disagreements, em: disagreements },
      contexts: told ? contexts : null,
    };
  });
}
const [first, second] = [
  { model: 'A', pairs: makePairs('a', 0.2, 0.1) },
  { model: 'B', pairs: makePairs('b', 0.8, 0.5) },
];

describe('causeDifferences', () => {
  const differences = causeDifferences(first, second, HOW);
  const found = (what: string, measure: 'rs' | 'em' | null = 'rs') =>
    differences.find((each) => each.what === what && each.measure === measure)!;

  it("is the difference of the models' figures, with an interval around it", () => {
    const [a, b] = [measurePairs(first, HOW), measurePairs(second, HOW)];
    expect(found('endToEnd').value).toBeCloseTo(a.rs.endToEnd.value - b.rs.endToEnd.value, 12);
    for (const part of ['noise', 'generator', 'retriever'] as const)
      expect(found(part, 'em').value).toBeCloseTo(a.em.parts[part]!.value - b.em.parts[part]!.value, 12);
    expect(found('share of generator').value).toBeCloseTo(
      a.rs.parts.generator!.share!.value - b.rs.parts.generator!.share!.value,
      12,
    );
    expect(found('jaccard', null).value).toBeCloseTo(a.retriever!.jaccard.value - b.retriever!.jaccard.value, 12);
    for (const { value, low, high, bca } of differences) {
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      expect(bca![0]).toBeLessThanOrEqual(bca![1]);
    }
    expect(found('endToEnd').high).toBeLessThan(0);
  });

  it('is none of a model with itself, and the opposite the other way round', () => {
    for (const { value, low, high } of causeDifferences(first, first, HOW)) {
      expect([value, low]).toEqual([0, -high || 0]);
      // What has not differed in so many questions may still differ.
      expect(high).toBeLessThan(0.2);
    }
    const turned = causeDifferences(second, first, HOW);
    for (const [i, { value }] of turned.entries()) expect(value).toBeCloseTo(-differences[i]!.value, 12);
  });

  it('leaves out what one of them has not measured, and models that were asked other pairs', () => {
    const mute = { model: 'C', pairs: makePairs('c', 0.5, 0.5, false) };
    expect(causeDifferences(first, mute, HOW).some(({ measure }) => measure === null)).toBe(false);
    expect(causeDifferences(first, { model: 'D', pairs: second.pairs.slice(1) }, HOW)).toEqual([]);
  });
});
