import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../core/random.js';
import { isKnownWord } from '../language/lexicon.js';
import { osaDistance } from '../language/typo.js';
import { pairOf } from '../pair/pair.js';
import { variantsOf } from './kind.contract.js';
import { spelling } from './spelling.js';

describe('spelling', () => {
  it('makes one slip in one word, never the first letter, and never another word', () => {
    const text = 'How do I cancel a transfer to Tarnbrook?';
    const variants = [1, 2, 3, 4, 5].flatMap((seed) =>
      spelling.apply({ text, paraphrases: [] }, new RandomStream(seed, 'test')),
    );
    expect(variants.length).toBeGreaterThan(10);
    for (const variant of variants) {
      const [before, after] = [text.split(' '), variant.split(' ')];
      const changed = after.filter((word, i) => word !== before[i]);
      expect(changed).toHaveLength(1);
      const source = before[after.indexOf(changed[0]!)]!;
      expect(['cancel', 'transfer']).toContain(source);
      expect(changed[0]![0]).toBe(source[0]);
      expect(osaDistance(changed[0]!, source, 1)).toBe(1);
      expect(isKnownWord(changed[0]!)).toBe(false);
    }
  });

  it.each(['How do I pay?', 'Who is Tarnbrook?', 'Is `transfer` on?', 'What is "cancel"?', ''])(
    'leaves "%s" alone',
    (text) => {
      expect(variantsOf(spelling, text)).toEqual([]);
    },
  );

  it.each([
    ['How do I cancel it?', 'How do I cancle it?', ['"cancel" and "cancle"']],
    ['Which colour is it?', 'Which color is it?', ['"colour" and "color"']],
    ['Is the form free?', 'Is the farm free?', []],
    ['Do I pay 10 pounds?', 'Do I pay 19 pounds?', []],
  ])('tells "%s" from "%s"', (question, variant, evidence) => {
    expect(spelling.detect(pairOf(question, variant))).toEqual(evidence);
  });

  it.each([
    ['did you recieve my adress', 'did you receive my address'],
    ['which colour is it', 'which color is it'],
    ['what is "recieve"', 'what is "recieve"'],
    ['can I use Xrmel', 'can I use Xrmel'],
  ])('canonical form of %s', (text, form) => {
    expect(spelling.canonical.form(text)).toBe(form);
  });
});
