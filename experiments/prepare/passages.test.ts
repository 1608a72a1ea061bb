import { describe, expect, it } from 'vitest';
import { cutAnswer } from './answer.js';
import { passagesOf } from './passages.js';

const TEXT = 'One two three. Four five "six." Seven eight 9.5 ten! (Eleven) twelve? thirteen';

describe('passagesOf', () => {
  it('keeps whole sentences together up to the limit', () => {
    expect(passagesOf(TEXT, 6)).toEqual([
      'One two three. Four five "six."',
      'Seven eight 9.5 ten!',
      '(Eleven) twelve? thirteen',
    ]);
    expect(passagesOf(TEXT, 100)).toEqual([TEXT]);
  });

  it('loses no word, and leaves a sentence whole that is longer than the limit', () => {
    for (const words of [1, 3, 5, 8]) expect(passagesOf(TEXT, words).join(' ')).toBe(TEXT);
    expect(passagesOf('One two three four.', 2)).toEqual(['One two three four.']);
  });
});

describe('cutAnswer', () => {
  it('ends at the last end of a sentence, or after so many words', () => {
    expect(cutAnswer('One two. Three four five.', 4)).toBe('One two.');
    expect(cutAnswer('One two three four', 3)).toBe('One two three');
    expect(cutAnswer(' One  two. ', 4)).toBe('One two.');
  });
});
