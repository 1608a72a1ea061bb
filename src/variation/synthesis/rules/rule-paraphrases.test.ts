import { describe, expect, it } from 'vitest';
import { reorderClauses } from './reorder-clauses.js';
import { replaceSynonym } from './replace-synonym.js';
import { ruleParaphrases } from './rule-paraphrases.js';

describe('reordered clauses', () => {
  it.each([
    ['If I move abroad, how do I vote?', 'How do I vote if I move abroad?'],
    ['How do I vote if I move abroad?', 'If I move abroad, how do I vote?'],
    ['when the card is lost, can we get a new one', 'can we get a new one when the card is lost'],
    ['Can I pay after the bill arrives?', 'After the bill arrives, can I pay?'],
    ['PIN lost?', undefined],
    ['How do I know if it works?', undefined],
    ['What if I am late?', undefined],
    ['How long after a letter can I appeal?', undefined],
    ['Can I pay before noon?', undefined],
    ['How do I pay if I move when I am old?', undefined],
    ['If I am right, tell me.', undefined],
  ])('%s', (question, reordered) => {
    expect(reorderClauses(question)).toEqual(reordered === undefined ? [] : [reordered]);
  });
});

describe('synonyms', () => {
  it.each([
    ['How can I buy a ticket?', ['How can I purchase a ticket?']],
    ['What types of cards are there?', ['What kinds of cards are there?']],
    ['Who sent an incorrect bill and a photo?', ['Who sent an incorrect invoice and a photo?']],
    ['Where do I find a quick answer?', []],
    ['How do I delete "Buy now"?', []],
    ['Is the Start button broken?', []],
  ])('%s', (question, expected) => {
    expect(replaceSynonym(question)).toEqual(expected);
  });

  it('come with clauses, each once, and never the question', () => {
    expect(ruleParaphrases('If it fails, how do I fix the printer?')).toEqual([
      'How do I fix the printer if it fails?',
      'If it fails, how do I repair the printer?',
    ]);
    expect(ruleParaphrases('???')).toEqual([]);
  });
});
