import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalize } from './canonicalize.js';
import { negationsOf } from './language/negation.js';
import { numbersOf } from './language/numbers.js';
import { keepsProtected } from './language/protected.js';

describe('canonicalize', () => {
  it.each([
    ['How do I add a contact to a phone book?', 'how to add contact to phone book'],
    ['how can we add contacts to phone books', 'how to add contact to phone book'],
    ['Adding a contact to the phone book', 'how to add contact to phone book'],
    ['If I lose my card, what do I do?', 'what do i do if i lose my card'],
    ["Why can't I log in?", 'why can i not log in'],
    ['What does `git PULL --all` do?', 'what do `git PULL --all` do'],
    ['Is 3,000 the limit in the US?', 'is 3,000 limit in US'],
    ['Where do I recieve a few letters?', 'where do i receive a few letter'],
  ])('%s', (question, form) => {
    expect(canonicalize(question)).toBe(form);
  });

  const word = fc.constantFrom(
    ...'How how do Do I we you can not cannot to the a an is are am cards card if If when lose my our US us 2 20 two what "Quoted The" `Code A` closing close , ? . what\'s don\'t steps are pay paying cookies color'.split(
      ' ',
    ),
  );
  const question = fc.oneof(
    fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
    fc.string(),
  );

  it('is idempotent', () => {
    fc.assert(
      fc.property(question, (text) => {
        const once = canonicalize(text);
        expect(canonicalize(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['how to "The Cards"', 'how do i (really) close it'])('keeps marks that open behind the form: %s', (text) => {
    expect(canonicalize(text).replace(/[^"(]/g, '')).toBe(text.replace(/[^"(]/g, ''));
  });

  it('keeps names, code and quoted text', () => {
    const names = fc.constantFrom('Gmail', 'TarnTag', 'Tarnbrook', 'ISA', '`Code A`', '"The Cards"', 'US', '2');
    const text = fc.array(fc.oneof(word, names), { maxLength: 12 }).map((words) => `how ${words.join(' ')}`);
    fc.assert(
      fc.property(text, (question) => {
        const form = canonicalize(question);
        expect(keepsProtected(question, form)).toBe(true);
        const [before, after] = [question, form].map(
          (each) => each.toLowerCase().match(/gmail|tarntag|tarnbrook|\bisa\b/g) ?? [],
        );
        expect(after!.sort()).toEqual(before!.sort());
      }),
      { numRuns: 300 },
    );
  });

  it('keeps numbers and negations', () => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
        (text) => {
          const form = canonicalize(text);
          expect(numbersOf(form).sort()).toEqual(numbersOf(text).sort());
          expect(negationsOf(form).length).toBe(negationsOf(text).length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
