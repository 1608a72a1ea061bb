import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactMatch, exactMatchNormalized } from './exact-match.js';
import { scorePair } from './pair-score.js';
import { ROUGE_WORDS } from './rouge-tokens.js';

describe('exactMatch', () => {
  it('normalizes nothing', () => {
    expect(exactMatch('Yes.', 'Yes.')).toBe(true);
    expect(exactMatch('', '')).toBe(true);
    for (const other of ['yes.', 'Yes', 'Yes. ', 'Yes․']) expect(exactMatch('Yes.', other)).toBe(false);
    expect(exactMatch('caf\u00e9', 'cafe\u0301')).toBe(false);
  });
});

describe('exactMatchNormalized', () => {
  it("is SQuAD's: no case, ASCII punctuation, articles and extra spaces", () => {
    for (const other of ['yes', ' YES! ', 'the yes', 'Yes a']) expect(exactMatchNormalized('Yes.', other)).toBe(true);
    expect(exactMatchNormalized('state-of-the-art', 'stateoftheart')).toBe(true);
    expect(exactMatchNormalized('an \u00e4pfel', '\u00c4pfel')).toBe(true);
    // Letters beyond ASCII are letters: "a" before one is no article.
    expect(exactMatchNormalized('a\u00e4', '\u00e4')).toBe(false);
    for (const other of ['yes no', '\u201cyes\u201d', 'y es']) expect(exactMatchNormalized('Yes.', other)).toBe(false);
  });
});

describe('scorePair', () => {
  it('keeps agreement and correctness apart', () => {
    const wrong = { response: 'in the blue box', variantResponse: 'in the blue box', references: ['call the bank'] };
    expect(scorePair({ ...wrong, threshold: 0.7 })).toMatchObject({ em: 1, rs: 1, rougeLBetween: 1, bothRight: 0 });
    const scores = scorePair({
      response: 'call the bank today',
      variantResponse: 'call the bank',
      references: ['call the bank'],
      threshold: 0.7,
    });
    expect(scores).toEqual({
      agreement: 'alike',
      rightAnswers: 2,
      ...{ em: 0, emNormalized: 0, rs: 1, bothRight: 1, rougeLBetween: 6 / 7, bs: null },
    });
    const unknown = scorePair({ response: 'yes', variantResponse: 'yes', references: [], threshold: 0.7 });
    expect(unknown).toMatchObject({ rs: 1, rightAnswers: null, bothRight: null });
    const half = { response: 'call the bank', variantResponse: 'no', references: ['call the bank'], threshold: 0.7 };
    expect(scorePair(half)).toMatchObject({ em: 0, rs: 0, bothRight: 0, rightAnswers: 1 });
  });

  it('counts every equal answer for RS and normalized EM as well, in any script', () => {
    const word = fc.constantFrom('a', 'b', 'the', '.', '费用', '🙂', ' ', '');
    const text = fc.array(word, { maxLength: 5 }).map((words) => words.join(' '));
    const threshold = fc.double({ min: 0, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(text, text, text, threshold, fc.constantFrom(...ROUGE_WORDS), (a, b, reference, T, words) => {
        for (const variantResponse of [a, b]) {
          const scores = scorePair({ response: a, variantResponse, references: [reference], threshold: T, words });
          if (scores.em === 1) expect([scores.rs, scores.emNormalized, a.trim() !== '']).toEqual([1, 1, true]);
          expect(scores.em === 1).toBe(a === variantResponse && a.trim() !== '');
          expect(scores.bothRight === 1).toBe(scores.rightAnswers === 2);
          if (scores.agreement === 'empty') expect([scores.em, scores.rs, scores.bothRight]).toEqual([0, 0, 0]);
          const back = scorePair({
            response: variantResponse,
            variantResponse: a,
            references: [reference],
            threshold: T,
            words,
          });
          expect([back.agreement, back.rightAnswers]).toEqual([scores.agreement, scores.rightAnswers]);
        }
      }),
    );
  });

  it('refuses a threshold out of range', () => {
    const pair = { response: 'a', variantResponse: 'a', references: ['a'], threshold: 1 };
    expect(() => scorePair(pair)).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});
