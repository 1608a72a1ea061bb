import { describe, expect, it } from 'vitest';
import { article } from './article.js';
import { variantsOf } from './kind.contract.js';

describe('article', () => {
  it('drops each article, drops them all, and swaps', () => {
    expect(variantsOf(article, 'How do I open an account with the code?')).toEqual([
      'How do I open account with code?',
      'How do I open account with the code?',
      'How do I open an account with a code?',
      'How do I open an account with code?',
      'How do I open the account with the code?',
    ]);
  });

  it.each([
    ['How do I freeze the hidden account?', ['How do I freeze a hidden account?', 'How do I freeze hidden account?']],
    ['How do I use the overdraft?', ['How do I use an overdraft?', 'How do I use overdraft?']],
    ['The ATM took a card', ['ATM took a card', 'ATM took card', 'The ATM took card', 'The ATM took the card']],
    ['A card was lost', ['Card was lost']],
    ['How do I pay in coins?', ['How do I pay in the coins?']],
    ['Filter messages without a label', ['Filter messages without label']],
    ['How do I create a diagram?', ['How do I create diagram?']],
    ['How do I store milk in the fridge?', ['How do I store milk in fridge?']],
    ['Who stripped the ball?', ['Who stripped ball?']],
    ['How do I dice onions?', []],
    ['Is there an app the would help me?', ['Is there app the would help me?']],
    ['Is there a fee?', ['Is there fee?']],
    ['Do I need a document?', ['Do I need document?']],
    ['Can I use the same card?', []],
    ['Who is the ombudsman?', ['Who is ombudsman?']],
    ['How do I clean the chip of my card?', ['How do I clean chip of my card?']],
    ['Where is the money I sent?', ['Where is money I sent?']],
    ['What is the limit?', ['What is limit?']],
    ['How often may I choose a different date?', ['How often may I choose different date?']],
    ['Can I pay on the 18th birthday?', ['Can I pay on 18th birthday?']],
  ])('%s', (text, expected) => {
    expect(variantsOf(article, text)).toEqual(expected);
  });

  it.each([
    'How do I change my PIN?',
    'How much can I withdraw in a day?',
    'How to pay a few times a week',
    'How do I register as an executor?',
    'What is owed by many customers?',
    'How do I send 3 letters by post?',
    'What if I kick the bucket?',
    'Is it one of the best?',
    'who sang in system of a down',
    'Can I cook corn on the cob?',
    'Can I move all files an folders?',
    '',
  ])('leaves "%s" alone', (text) => {
    expect(variantsOf(article, text)).toEqual([]);
  });
});
