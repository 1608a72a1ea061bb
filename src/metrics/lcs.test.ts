import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../core/random.js';
import { lcsLength } from './lcs.js';

/** The textbook table, to hold the bit-parallel form against. */
function tableLcs(first: readonly string[], second: readonly string[]): number {
  let above = new Array<number>(second.length + 1).fill(0);
  for (const token of first) {
    const row = [0];
    for (const [j, other] of second.entries()) {
      row.push(token === other ? above[j]! + 1 : Math.max(above[j + 1]!, row[j]!));
    }
    above = row;
  }
  return above[second.length]!;
}

describe('lcsLength', () => {
  it('is 0 without tokens and the full length for equal sequences', () => {
    expect(lcsLength([], [])).toBe(0);
    expect(lcsLength([], ['a'])).toBe(0);
    const long = Array.from({ length: 97 }, (_, index) => `t${index}`);
    expect(lcsLength(long, long)).toBe(97);
    expect(lcsLength(long, [...long].reverse())).toBe(1);
  });

  it('keeps order and does not need neighbors', () => {
    expect(lcsLength([...'abcbdab'], [...'bdcaba'])).toBe(4);
  });

  it('equals the dynamic-programming table across word borders', () => {
    const tokens = fc.array(fc.constantFrom('a', 'b', 'c', 'constructor'), { maxLength: 110 });
    fc.assert(fc.property(tokens, tokens, (first, second) => lcsLength(first, second) === tableLcs(first, second)));
  });

  it('carries over the borders of stripes of 2,048 columns', () => {
    const random = new RandomStream(5, 'lcs');
    for (const [columns, rows, kinds] of [
      [2049, 2060, 3],
      [2080, 2055, 40],
    ] as const) {
      const tokens = (count: number) => Array.from({ length: count }, () => `t${random.below(kinds)}`);
      const [first, second] = [tokens(columns), tokens(rows)];
      expect(lcsLength(first, second)).toBe(tableLcs(first, second));
    }
  });
});
