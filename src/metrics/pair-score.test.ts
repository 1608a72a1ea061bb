import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactMatch, exactMatchNormalized } from './exact-match.js';
import { scorePair } from './pair-score.js';
import { responseSimilarity } from './response-similarity.js';

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

describe('responseSimilarity', () => {
  it('asks for ROUGE-L strictly above the threshold', () => {
    // 2 common tokens of 4 and 4: F1 is exactly 0.5.
    expect(responseSimilarity('a b c d', 'a b x y', 0.49)).toBe(true);
    expect(responseSimilarity('a b c d', 'a b x y', 0.5)).toBe(false);
    expect(responseSimilarity('a b', 'A, b!', 0.99)).toBe(true);
    expect(responseSimilarity('...', '...', 0)).toBe(false);
  });

  it.each([1, -0.1, Number.NaN])('refuses the threshold %s', (threshold) => {
    expect(() => responseSimilarity('a', 'a', threshold)).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});

describe('scorePair', () => {
  it('keeps agreement and correctness apart', () => {
    const wrong = { response: 'in the blue box', variantResponse: 'in the blue box', reference: 'call the bank' };
    expect(scorePair({ ...wrong, threshold: 0.7 })).toMatchObject({ em: 1, rs: 1, rougeLBetween: 1, bothRight: 0 });
    const scores = scorePair({
      response: 'call the bank today',
      variantResponse: 'call the bank',
      reference: 'call the bank',
      threshold: 0.7,
    });
    expect(scores).toEqual({
      em: 0,
      emNormalized: 0,
      rs: 1,
      rougeLBetween: 6 / 7,
      rougeLOriginal: 6 / 7,
      rougeLVariant: 1,
      bothRight: 1,
    });
    const half = { response: 'call the bank', variantResponse: 'no', reference: 'call the bank', threshold: 0.7 };
    expect(scorePair(half)).toMatchObject({ em: 0, rs: 0, bothRight: 0, rougeLOriginal: 1, rougeLVariant: 0 });
  });

  it('agrees with the single metrics', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '.'), { maxLength: 6 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(text, text, text, fc.double({ min: 0, max: 0.99, noNaN: true }), (a, b, reference, threshold) => {
        const scores = scorePair({ response: a, variantResponse: b, reference, threshold });
        expect(scores.em === 1).toBe(exactMatch(a, b));
        expect(scores.rs === 1).toBe(responseSimilarity(a, b, threshold));
      }),
    );
  });

  it('refuses a threshold out of range', () => {
    const pair = { response: 'a', variantResponse: 'a', reference: 'a', threshold: 1 };
    expect(() => scorePair(pair)).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});
