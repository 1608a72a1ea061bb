import { describe, expect, it } from 'vitest';
import { contradictionsOf } from './contradiction.js';
import { deniedIn } from './negation.js';
import { askedFor } from './question-word.js';

const kindsOf = (question: string, variant: string) => contradictionsOf(question, variant).map(({ what }) => what);

describe('contradictions', () => {
  it.each([
    ['Can I carry 2 bags?', 'Can I carry three bags?', ['number']],
    ['Can I carry 2 bags?', 'Can I carry two bags?', []],
    ['Can I carry 2 bags?', 'Can I carry bags?', []],
    ['Is it open?', "Isn't it open, or is it not?", []],
    ['It works', 'It does not work', ['negation']],
    ['The payment fails', 'The payment does not work', []],
    ['Contacts from Gmail', 'Contacts from Yahoo', ['entity']],
    ['Trains in Germany', 'German trains', []],
    ['How do I enable it?', 'How do I disable it?', ['opposite']],
    ['When was it built?', 'Why was it built?', ['question word']],
    ['When was it built?', 'How long ago was it built?', []],
    ['How long does it take?', 'How much does it cost?', ['question word']],
  ])('%s | %s', (question, variant, kinds) => {
    expect(kindsOf(question, variant)).toEqual(kinds);
    expect(kindsOf(variant, question)).toEqual(kinds);
  });

  it('know what a question asks for where one word says so', () => {
    expect(askedFor('How come it is late?')).toBe('reason');
    expect(askedFor('how to pay')).toBe('manner');
    expect(askedFor('How big is it?')).toBe('size');
    expect(askedFor('I want to know when it opens')).toBeUndefined();
    expect(askedFor('When I pay, what do I get?')).toBeUndefined();
    expect(askedFor('')).toBeUndefined();
  });

  it('know what is denied', () => {
    expect(deniedIn("I can't log in without a code")).toEqual(['log', 'code']);
    expect(deniedIn('Why not?')).toEqual([]);
  });
});
