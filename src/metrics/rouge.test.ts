import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from './fixtures/text-pairs.json' with { type: 'json' };
import { rougeL, rougeLScore, rougeTokens } from './rouge.js';

describe('rougeL', () => {
  it.each(fixture.pairs)('equals rouge-score: $reference | $candidate', ({ reference, candidate, rouge }) => {
    const { precision, recall, f1 } = rougeL(reference, candidate);
    expect(Math.abs(precision - rouge[0]!)).toBeLessThan(1e-9);
    expect(Math.abs(recall - rouge[1]!)).toBeLessThan(1e-9);
    expect(Math.abs(f1 - rouge[2]!)).toBeLessThan(1e-9);
    expect(rougeLScore(reference, candidate)).toBe(f1);
  });

  it('lies in 0..1, is 1 for a text against itself, and swaps precision and recall with its arguments', () => {
    const text = fc.array(fc.constantFrom('a', 'B', 'c1', '.', 'é'), { maxLength: 50 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(text, text, (a, b) => {
        const forward = rougeL(a, b);
        const backward = rougeL(b, a);
        expect(forward.f1).toBeGreaterThanOrEqual(0);
        expect(forward.f1).toBeLessThanOrEqual(1);
        expect(forward.precision).toBe(backward.recall);
        expect(forward.recall).toBe(backward.precision);
        expect(forward.f1).toBe(backward.f1);
        expect(rougeLScore(a, a)).toBe(rougeTokens(a).length > 0 ? 1 : 0);
      }),
    );
  });

  it('scores texts of thousands of tokens in a fraction of a second', () => {
    const long = Array.from({ length: 5000 }, (_, index) => `w${(index * 7919) % 613}`).join(' ');
    const start = process.cpuUsage();
    const score = rougeLScore(long, `${long.slice(2000)} ${long.slice(0, 2000)}`);
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(1);
    expect(score).toBeGreaterThan(0.8);
  });
});

describe('rougeTokens', () => {
  it('keeps lower-cased ASCII letters and digits only', () => {
    expect(rougeTokens('Café au-lait №5, \u212aelvin!')).toEqual(['caf', 'au', 'lait', '5', 'kelvin']);
    expect(rougeTokens('今天 …')).toEqual([]);
  });
});
