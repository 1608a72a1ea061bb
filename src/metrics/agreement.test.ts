import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementOf, agreementScore, agrees } from './agreement.js';
import { ROUGE_WORDS } from './rouge-tokens.js';

const T = { threshold: 0.7 };

describe('agreementOf', () => {
  it('asks for ROUGE-L strictly above the threshold', () => {
    // 2 common tokens of 4 and 4: F1 is exactly 0.5.
    expect(agreementOf('a b c d', 'a b x y', { threshold: 0.49 })).toBe('alike');
    expect(agreementOf('a b c d', 'a b x y', { threshold: 0.5 })).toBe('different');
    expect(agreementOf('a b', 'A, b!', { threshold: 0.99 })).toBe('alike');
  });

  it('takes equal strings for the same, also where ROUGE-L finds no word', () => {
    for (const text of ['yes', '请登录应用关闭账户', '...', '🙂'])
      for (const words of ROUGE_WORDS) expect(agreementOf(text, text, { ...T, words })).toBe('same');
  });

  it('names an answer of white space alone, which agrees with none', () => {
    for (const [a, b] of [
      ['', ''],
      [' \n', 'yes'],
      ['yes', '\u3000'],
    ] as const)
      expect(agreementOf(a, b, T)).toBe('empty');
    expect(agrees('empty')).toBe(false);
  });

  it('compares by Unicode words where ASCII words leave out most of a text, unless told otherwise', () => {
    const [a, b] = ['请登录应用关闭账户。', '请登录应用关闭账户'];
    expect(agreementOf(a, b, T)).toBe('alike');
    expect(agreementOf(a, b, { ...T, words: 'rouge-score' })).toBe('different');
    // One hardly read text is enough; the English words of the other are Unicode words too.
    expect(agreementOf('账户 open', 'open', { threshold: 0.4 })).toBe('alike');
  });

  it('is symmetric, and says what its score says', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '.', '账户', ''), { maxLength: 5 })
      .map((all) => all.join(' '));
    fc.assert(
      fc.property(
        text,
        text,
        fc.constantFrom(...ROUGE_WORDS),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (a, b, words, threshold) => {
          const agreement = agreementOf(a, b, { threshold, words });
          expect(agreementOf(b, a, { threshold, words })).toBe(agreement);
          expect(agreementScore(a, b, words) > threshold).toBe(agrees(agreement));
        },
      ),
    );
  });

  it.each([1, -0.1, Number.NaN])('refuses the threshold %s', (threshold) => {
    expect(() => agreementOf('a', 'a', { threshold })).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});
