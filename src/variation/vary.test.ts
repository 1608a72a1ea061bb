import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadDataset, normalizeQuestion, type SplitQuestion, splitQuestions } from '../core/dataset.js';
import { DEFAULT_KINDS, LEXICAL_KINDS } from './kind-names.js';
import { negationsOf } from './language/negation.js';
import { numbersOf } from './language/numbers.js';
import { keepsProtected } from './language/protected.js';
import { Variant } from './variant.js';
import { vary } from './vary.js';

const question = (id: string, text: string, split: 'train' | 'test' = 'train'): SplitQuestion => ({
  id,
  question: text,
  answer: 'So.',
  split,
});

const example = (name: string) => fileURLToPath(new URL(`../../examples/bank-help/${name}.jsonl`, import.meta.url));
const dataset = loadDataset({
  articles: example('articles'),
  train: example('train'),
  test: example('test'),
  paraphrases: example('paraphrases'),
});
const bankHelp = { questions: splitQuestions(dataset), paraphrases: dataset.paraphrases };

describe('vary', () => {
  it('numbers the variants of each kind and keeps the split', () => {
    const questions = [question('q', 'How do I pay?', 'test')];
    const variants = vary({ questions, kinds: ['punctuation', 'how-form'], perKind: 2, seed: 1 });
    expect(variants.map(({ id }) => id)).toEqual(['q#how-form-1', 'q#how-form-2', 'q#punctuation-1']);
    expect(new Set(variants.map(({ split }) => split))).toEqual(new Set(['test']));
  });

  it('draws at most `limit` variants of each kind and split, whatever their order', () => {
    const all = vary({ ...bankHelp, seed: 1 });
    const some = vary({ ...bankHelp, seed: 1, limit: 20 });
    for (const split of ['train', 'test'] as const) {
      for (const kind of DEFAULT_KINDS) {
        const count = (variants: Variant[]) => variants.filter((v) => v.split === split && v.kind === kind).length;
        expect(count(some)).toBe(Math.min(20, count(all)));
      }
    }
    expect(all.filter(({ id }) => some.some((variant) => variant.id === id))).toEqual(some);
    expect(vary({ ...bankHelp, seed: 2, limit: 20 }).map(({ id }) => id)).not.toEqual(some.map(({ id }) => id));
  });

  it('uses the paraphrases of the question, and only when asked to', () => {
    const questions = [question('q', 'What is it?'), question('r', 'Who is it?')];
    const paraphrases = [
      { id: 'r', text: 'Whom do you mean?' },
      { id: 'q', text: 'What do you mean?' },
    ];
    const of = (kinds: readonly ('semantic' | 'pronoun')[]) =>
      vary({ questions, paraphrases, kinds, seed: 1 }).map(({ id, text }) => `${id} ${text}`);
    expect(of(['semantic'])).toEqual(['q#semantic-1 What do you mean?', 'r#semantic-1 Whom do you mean?']);
    expect(of(['pronoun'])).toEqual([]);
  });

  it('never makes a variant that is another question, whatever its split', () => {
    const questions = [question('q', 'How do I pay my bill?'), question('r', 'How do we pay our bill', 'test')];
    expect(vary({ questions, kinds: ['pronoun'], seed: 1 })).toEqual([]);
  });

  it('gives a question the same variants among other questions, and others under another seed', () => {
    const alone = vary({ questions: bankHelp.questions.slice(5, 6), seed: 1 });
    const among = vary({ ...bankHelp, kinds: DEFAULT_KINDS.filter((kind) => kind !== 'semantic'), seed: 1 });
    expect(among.filter((variant) => variant.question === alone[0]!.question)).toEqual(alone);
    expect(vary({ ...bankHelp, seed: 2 })).not.toEqual(vary({ ...bankHelp, seed: 1 }));
  });

  it('gives valid, distinct variants that differ from their source, for any question', () => {
    const words =
      'how do can to I we my our a an the is are card cards payment PIN US of for if cost slip held new? what which that and or it money by'.split(
        ' ',
      );
    const text = fc.oneof(
      fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 }).map((list) => list.join(' ')),
      fc.string({ minLength: 1 }),
    );
    fc.assert(
      fc.property(text, fc.nat(1000), (sentence, seed) => {
        const options = {
          questions: [question('q', sentence)],
          paraphrases: [{ id: 'q', text: 'Else?' }],
          perKind: 3,
          seed,
        };
        const variants = vary(options);
        expect(vary(options)).toEqual(variants);
        expect(new Set([sentence, ...variants.map((variant) => variant.text)]).size).toBe(variants.length + 1);
        for (const variant of variants) {
          Variant.parse(variant);
          expect(variant.text.trim()).toBe(variant.text);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('every lexical variant', () => {
  const words =
    'how do can to I we my a an the is are card cards Gmail ISA US 2 20 two not can\'t without `a Card` "The cards" if when lose in 1947 for what which , ? .'.split(
      ' ',
    );
  const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 }).map((list) => list.join(' '));

  it('keeps numbers, negations, names, code and quoted text', () => {
    fc.assert(
      fc.property(text, fc.nat(1000), (sentence, seed) => {
        for (const variant of vary({ questions: [question('q', sentence)], kinds: LEXICAL_KINDS, perKind: 2, seed })) {
          expect(numbersOf(variant.text).sort()).toEqual(numbersOf(sentence).sort());
          expect(negationsOf(variant.text).length).toBe(negationsOf(sentence).length);
          expect(keepsProtected(sentence, variant.text)).toBe(true);
          const names = (of: string) => of.toLowerCase().match(/gmail/g) ?? [];
          expect(names(variant.text)).toEqual(names(sentence));
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('variants of the bank-help example', () => {
  const variants = vary({ ...bankHelp, seed: 1 });

  it('gives at least 900 test pairs over all kinds', () => {
    const counts = DEFAULT_KINDS.map(
      (kind) => variants.filter((variant) => variant.split === 'test' && variant.kind === kind).length,
    );
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(900);
    for (const count of counts) expect(count).toBeGreaterThanOrEqual(100);
  });

  it('carries no test question, and no test variant, into training', () => {
    const train = new Set(
      bankHelp.questions.filter(({ split }) => split === 'train').map((each) => normalizeQuestion(each.question)),
    );
    for (const { split, text } of variants) if (split === 'train') train.add(normalizeQuestion(text));
    const test = [
      ...dataset.test.map((each) => each.question),
      ...variants.filter(({ split }) => split === 'test').map(({ text }) => text),
    ];
    expect(test.filter((text) => train.has(normalizeQuestion(text)))).toEqual([]);
  });
});
