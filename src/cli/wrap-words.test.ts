import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapWords } from './wrap-words.js';

describe('wrapWords', () => {
  it('loses no word, and passes the width only with a word that is longer', () => {
    const word = fc.stringMatching(/^[a-z]{1,20}$/);
    fc.assert(
      fc.property(fc.array(word), fc.integer({ min: 5, max: 40 }), (words, width) => {
        const lines = wrapWords(words.join('  '), { width });
        expect(lines.join(' ')).toBe(words.join(' '));
        for (const line of lines) if (line.length > width) expect(line).not.toContain(' ');
      }),
    );
  });

  it('indents what follows the first line', () => {
    expect(wrapWords('aa bb cc', { width: 5, indent: '  ' })).toEqual(['aa bb', '  cc']);
  });
});
