import { describe, expect, it } from 'vitest';
import { AnswerTable, agreementBetween, agreementWithin } from './answers.js';

const answer = (text: string, count: number) => ({ text, count });
const OPEN = 'We open at nine in the morning.';
const ALIKE = 'We open at nine in the morning, always.';
const CLOSED = 'Nobody is here today.';

describe('agreement of answers', () => {
  it('is the expectation over what the log holds', () => {
    expect(agreementBetween([answer(OPEN, 3), answer(CLOSED, 1)], [answer(ALIKE, 2)], 0.7)).toBe(0.75);
    expect(agreementBetween([answer(OPEN, 1)], [], 0.7)).toBeUndefined();
    // 3 of the 6 pairs of answers are of OPEN with itself.
    expect(agreementWithin([answer(OPEN, 3), answer(CLOSED, 1)], 0.7)).toBe(0.5);
    expect(agreementWithin([answer(OPEN, 1)], 0.7)).toBeUndefined();
    expect(agreementBetween([answer('да', 1)], [answer('да', 1)], 0.7)).toBe(1);
  });
});

describe('an answer table', () => {
  it('keeps a few answers of a query, and the usual one', () => {
    const table = new AnswerTable();
    for (const [text, count] of [
      ['a', 1],
      ['b', 2],
      ['a', 1],
      ['c', 1],
      ['d', 1],
      ['e', 5],
    ] as const) {
      table.add(3, { query: 'q', answer: text, count });
    }
    table.add(3, { query: 'q' });
    expect(table.of(3).map(({ text, count }) => `${text}${count}`)).toEqual(['a2', 'b2', 'c1', 'd1']);
    expect(table.usual(3)).toBe('a');
    expect(table.dropped).toBe(5);
    expect(table.usual(4)).toBeUndefined();
  });
});
