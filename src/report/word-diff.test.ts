import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordDiff } from './word-diff.js';

const joined = (runs: readonly { text: string }[]) => runs.map(({ text }) => text).join('');
const marked = (runs: readonly { text: string; changed: boolean }[]) =>
  runs.filter(({ changed }) => changed).map(({ text }) => text);

describe('wordDiff', () => {
  it('marks the words that only one side has', () => {
    const { a, b } = wordDiff('open the settings page, then save', 'open the billing tab, then save');
    expect(marked(a)).toEqual(['settings page']);
    expect(marked(b)).toEqual(['billing tab']);
  });

  it('keeps the space around a marked word unmarked', () => {
    expect(wordDiff('press red button', 'press button').a).toEqual([
      { text: 'press ', changed: false },
      { text: 'red', changed: true },
      { text: ' button', changed: false },
    ]);
  });

  it('marks nothing between equal texts and everything between foreign ones', () => {
    expect(marked(wordDiff('a b', 'a b').a)).toEqual([]);
    expect(wordDiff('a b', 'c d').a).toEqual([{ text: 'a b', changed: true }]);
    expect(wordDiff('', '')).toEqual({ a: [], b: [] });
    expect(marked(wordDiff('', 'x').b)).toEqual(['x']);
  });

  it('tells case and punctuation apart', () => {
    expect(marked(wordDiff('Yes.', 'yes').a)).toEqual(['Yes.']);
    expect(marked(wordDiff('yes.', 'yes').a)).toEqual(['.']);
  });

  it('keeps a shown control character whole', () => {
    expect(marked(wordDiff('a [U+202E]b', 'a [U+200F]b').a)).toEqual(['[U+202E]']);
  });

  it('compares scripts without spaces by character', () => {
    expect(marked(wordDiff('東京に行く', '大阪に行く').a)).toEqual(['東京']);
  });

  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ' ', '\n', '.', '東', 'א', '😀', '['))
    .map((parts) => parts.join(''));

  it('loses no character', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'grapheme' })), text, (a, b) => {
        const diff = wordDiff(a, b);
        expect(joined(diff.a)).toBe(a);
        expect(joined(diff.b)).toBe(b);
      }),
    );
  });

  it('leaves the same words unmarked on both sides', () => {
    const kept = (runs: readonly { text: string; changed: boolean }[]) =>
      joined(runs.filter(({ changed }) => !changed)).replace(/\s+/g, '');
    fc.assert(
      fc.property(text, text, (a, b) => {
        const diff = wordDiff(a, b);
        expect(kept(diff.a)).toBe(kept(diff.b));
      }),
    );
  });
});
