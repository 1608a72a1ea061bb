import { describe, expect, it } from 'vitest';
import { indefiniteArticle } from './indefinite-article.js';
import { nounPhraseAt } from './noun-phrase.js';
import { pluralOf, singularOf } from './plural.js';
import { joinTokens, lowerFirst, matchCase, tagQuestion } from './tokens.js';
import { gerund, pluralVerb } from './verb.js';

describe('indefiniteArticle', () => {
  it.each([
    'account',
    'hour',
    'honest',
    'IBAN',
    'SMS',
    'ATM',
    'EU',
    'MOT',
    'umbrella',
    'uninsured',
    '8th',
    'html',
    '18-month',
    '11',
    'UFO'.slice(2),
  ])('an %s', (word) => expect(indefiniteArticle(word)).toBe('an'));
  it.each([
    'card',
    'unit',
    'used',
    'euro',
    'one-off',
    'PIN',
    'PINs',
    'SIM',
    'UK',
    'US',
    'USB',
    'UCAS',
    'SEPA',
    '180',
    '110',
    'house',
    'European',
  ])('a %s', (word) => expect(indefiniteArticle(word)).toBe('a'));
});

describe('pluralOf and singularOf', () => {
  it.each([
    ['card', 'cards'],
    ['branch', 'branches'],
    ['country', 'countries'],
    ['child', 'children'],
    ['lens', 'lenses'],
    ['canvas', 'canvases'],
    ['PIN', 'PINs'],
    ['cut-off', 'cut-offs'],
    ['payee', 'payees'],
  ])('%s - %s', (one, many) => {
    expect(pluralOf(one)).toBe(many);
    expect(singularOf(many)).toBe(one);
  });
  it.each(['money', 'information', 'savings', 'insurance', 'data', 'cards', 'goods', 'SMS', 'cash-back'.slice(0, 4)])(
    'no plural of %s',
    (word) => expect(pluralOf(word)).toBeUndefined(),
  );
  it.each(['card', 'savings', 'goods', 'lens', 'bus', 'address', 'SMS', 'US', 'premises'])(
    'no singular of %s',
    (word) => expect(singularOf(word)).toBeUndefined(),
  );
});

describe('verbs', () => {
  it.each([
    ['open', 'opening'],
    ['use', 'using'],
    ['stop', 'stopping'],
    ['set', 'setting'],
    ['cancel', 'cancelling'],
    ['tie', 'tying'],
    ['see', 'seeing'],
    ['agree', 'agreeing'],
    ['pay', 'paying'],
    ['add', 'adding'],
    ['deposit', 'depositing'],
    ['quit', 'quitting'],
    ['fix', 'fixing'],
  ])('%s - %s', (verb, expected) => expect(gerund(verb)).toBe(expected));

  it.each([
    ['is', 'are'],
    ['has', 'have'],
    ['expires', 'expire'],
    ['swallows', 'swallow'],
    ['reaches', 'reach'],
    ['carries', 'carry'],
    ['goes', 'go'],
    ['pass', undefined],
    ['can', undefined],
    ['constructor', undefined],
  ])('%s - %s', (verb, expected) => expect(pluralVerb(verb)).toBe(expected));
});

describe('tagQuestion', () => {
  const tag = (text: string, word: string) => tagQuestion(text).find((token) => token.text === word)?.pos;

  it('keeps the text', () => {
    for (const text of ['How do I get a one-off, 3-month deal?', "I don't  know: why?", 'x']) {
      expect(joinTokens(tagQuestion(text), text)).toBe(text);
    }
  });

  it('keeps a hyphenated compound in one token', () => {
    expect(tag('Is it a source-of-money form?', 'source-of-money')).toBe('ADJ');
    expect(tag('When is the cut-off?', 'cut-off')).toBe('NOUN');
  });

  it.each([
    ['How much does a card cost?', 'cost', 'VERB'],
    ['Can I use a torn slip?', 'slip', 'NOUN'],
    ['How long does a van stop last?', 'stop', 'NOUN'],
    ['How long does a bank switch to Tarnbrook take?', 'switch', 'NOUN'],
    ['Can a bank deduct a share from my SWIFT transfer?', 'deduct', 'VERB'],
    ['How much does a Heron Plus account cost?', 'Plus', 'PROPN'],
    ['When is a balance alert sent?', 'alert', 'NOUN'],
    ['Do I need a rate switch?', 'switch', 'NOUN'],
  ])('%s: %s is a %s', (text, word, pos) => expect(tag(text, word)).toBe(pos));
});

describe('nounPhraseAt', () => {
  it.each([
    ['a held transfer?', 'held transfer'],
    ['a card left inactive', 'card'],
    ['an agreement in principle certificate', 'agreement in principle certificate'],
    ['a large sum of cash', 'large sum'],
    ['a card with a chip', 'card'],
  ])('%s', (text, expected) => {
    const tokens = tagQuestion(`I need ${text}`);
    const { first, head } = nounPhraseAt(tokens, 3)!;
    expect(
      tokens
        .slice(first, head + 1)
        .map((token) => token.text)
        .join(' '),
    ).toBe(expected);
  });
});

describe('letter case', () => {
  it('follows the source', () => {
    expect(matchCase('opening', 'How do I?')).toBe('Opening');
    expect(matchCase('opening', 'how do I?')).toBe('opening');
  });
  it('keeps names, acronyms and "I"', () => {
    expect(['I pay', 'PIN lost', 'TarnTag works', 'Open it'].map(lowerFirst)).toEqual([
      'I pay',
      'PIN lost',
      'TarnTag works',
      'open it',
    ]);
  });
});
