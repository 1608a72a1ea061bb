import { describe, expect, it } from 'vitest';
import { pairOf } from '../pair/pair.js';
import { variantsOf } from './kind.contract.js';
import { wordOrder } from './word-order.js';

describe('word-order', () => {
  it.each([
    ['What do I do if I lose my card?', 'If I lose my card, what do I do?'],
    ['If I lose my card, what do I do?', 'What do I do if I lose my card?'],
    ['what happens to my account when I move abroad', 'when I move abroad, what happens to my account'],
    ['How do I split a conversation in Gmail?', 'In Gmail, how do I split a conversation?'],
    ['Why did the bank close the branch in 1947?', 'In 1947, why did the bank close the branch?'],
  ])('%s', (text, expected) => {
    expect(variantsOf(wordOrder, text)).toEqual([expected]);
  });

  it.each([
    'How do I know if I qualify?',
    'How can I find when the first payment was made?',
    'Is it possible to get the time of when I first paid?',
    'Can I stop the sound that it makes when I get a message?',
    'If I have too much rice, can I freeze it?',
    'What storm had the most impact on Jacksonville?',
    'Which shares rose between 1901 and 1947?',
    'What do I do? Say if I lose it.',
    'How do I pay?',
    '',
  ])('leaves "%s" alone', (text) => {
    expect(variantsOf(wordOrder, text)).toEqual([]);
  });

  it('tells a clause that stands elsewhere', () => {
    const detect = (question: string, variant: string) => wordOrder.detect(pairOf(question, variant));
    expect(detect('What do I do if I lose my card?', 'If I lose my card, what do I do?')).toHaveLength(1);
    expect(detect('How do I pay in Gmail?', 'In Gmail, how do I pay?')).toHaveLength(1);
    expect(detect('How do I pay?', 'How do we pay?')).toEqual([]);
  });

  it.each([
    ['If I lose my card, what do I do?', 'what do I do if I lose my card?'],
    ['In 1947, who won?', 'who won in 1947?'],
    ['How do I pay?', 'How do I pay?'],
  ])('canonical form of %s', (text, form) => {
    expect(wordOrder.canonical.form(text)).toBe(form);
  });
});
