import { describe, expect, it } from 'vitest';
import { howForm } from './how-form.js';
import { variantsOf } from './kind.contract.js';

describe('how-form', () => {
  it('interchanges every form of a how-question', () => {
    expect(variantsOf(howForm, 'How do I open an account?')).toEqual([
      'How can I open an account?',
      'How does one open an account?',
      'How to open an account',
      'Opening an account',
      'What are the steps to open an account?',
    ]);
  });

  it.each([
    [
      'How can we close our account?',
      [
        'Closing our account',
        'How do we close our account?',
        'How to close our account',
        'What are the steps to close our account?',
      ],
    ],
    [
      'how to sort our coins',
      [
        'how can we sort our coins',
        'how do we sort our coins',
        'sorting our coins',
        'what are the steps to sort our coins',
      ],
    ],
    [
      'How to pay in cash?',
      [
        'How can I pay in cash?',
        'How do I pay in cash?',
        'How does one pay in cash?',
        'Paying in cash',
        'What are the steps to pay in cash?',
      ],
    ],
    [
      'What are the steps to stop a cheque?',
      [
        'How can I stop a cheque?',
        'How do I stop a cheque?',
        'How does one stop a cheque?',
        'How to stop a cheque',
        'Stopping a cheque',
      ],
    ],
    [
      'How does one use TarnTag?',
      [
        'How can I use TarnTag?',
        'How do I use TarnTag?',
        'How to use TarnTag',
        'Using TarnTag',
        'What are the steps to use TarnTag?',
      ],
    ],
    [
      'How do you get a card',
      ['Getting a card', 'How does one get a card', 'How to get a card', 'What are the steps to get a card'],
    ],
    [
      'How do I cancel or move my visit?',
      [
        'How can I cancel or move my visit?',
        'How to cancel or move my visit',
        'What are the steps to cancel or move my visit?',
      ],
    ],
    ['How do I know if I qualify?', ['How can I know if I qualify?', 'How to know if I qualify']],
  ])('%s', (text, expected) => {
    expect(variantsOf(howForm, text)).toEqual(expected);
  });

  it.each([
    'How much can I withdraw?',
    'How long does a transfer take?',
    'How old must I be?',
    'When do I pay?',
    'How do you verify my identity?',
    'How do you protect your customers?',
    'How should I choose a card?',
    'Show how to pay a bill',
    'How do I pay? It is urgent, how to hurry?',
    'how to',
    '',
  ])('leaves "%s" alone', (text) => {
    expect(variantsOf(howForm, text)).toEqual([]);
  });
});
