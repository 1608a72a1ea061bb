import { describe, expect, it } from 'vitest';
import type { AnswerPair } from './report-data.js';
import { worstPairs } from './worst-pairs.js';

const pair = (kind: string, agreement: number, question = '', answers: [string, string] = ['a', 'b']): AnswerPair => ({
  ...{ model: 'Merged', kind, question, variant: '', reference: '', sameContexts: true },
  answers: { Merged: answers },
  rougeLBetween: { Merged: agreement },
});

describe('worstPairs', () => {
  it('puts the least agreement first and keeps the order of equals', () => {
    const { pairs } = worstPairs([pair('article', 0.5), pair('article', 0, 'x'), pair('number', 0, 'y')]);
    expect(pairs.map(({ question }) => question)).toEqual(['x', 'y', '']);
  });

  it('lets no kind crowd out the others', () => {
    const many = Array.from({ length: 30 }, () => pair('semantic', 0));
    const { pairs, counts } = worstPairs([...many, pair('article', 0.9)], 3);
    expect(pairs.map(({ kind }) => kind)).toEqual(['semantic', 'semantic', 'semantic', 'article']);
    expect(counts).toEqual([
      { kind: 'article', total: 1, shown: 1 },
      { kind: 'semantic', total: 30, shown: 3 },
    ]);
  });

  it('leaves identical answers out', () => {
    expect(worstPairs([pair('article', 1, 'x', ['a', 'a'])])).toEqual({ pairs: [], counts: [] });
  });

  it('judges a pair by the model that it is about', () => {
    const about = {
      ...pair('article', 0.9, 'B'),
      model: 'B',
      answers: { B: ['a', 'b'] as [string, string] },
      rougeLBetween: { B: 0.1 },
    };
    expect(worstPairs([pair('article', 0.5), about]).pairs[0]!.question).toBe('B');
  });
});
