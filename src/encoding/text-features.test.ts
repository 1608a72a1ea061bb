import { describe, expect, it } from 'vitest';
import { textFeatures } from './text-features.js';

describe('textFeatures', () => {
  it('counts words and bordered character trigrams', () => {
    expect(Object.fromEntries(textFeatures('To DO, to'))).toEqual({
      'w:to': 2,
      'c:<to': 2,
      'c:to>': 2,
      'w:do': 1,
      'c:<do': 1,
      'c:do>': 1,
    });
  });

  it('folds width and composition, and walks code points', () => {
    expect(textFeatures('ＣＡＦＥ\u0301')).toEqual(textFeatures('café'));
    expect([...textFeatures('𝐱').keys()]).toEqual(['w:x', 'c:<x>']);
    expect([...textFeatures('今天').keys()]).toEqual(['w:今天', 'c:<今天', 'c:今天>']);
  });

  it('sees nothing in punctuation', () => {
    expect(textFeatures(' ?! … 😀').size).toBe(0);
  });
});
