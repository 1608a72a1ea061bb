import { describe, expect, it } from 'vitest';
import { variantsOf } from './kind.contract.js';
import { pronoun } from './pronoun.js';

describe('pronoun', () => {
  it.each([
    ['How do I add a holder to my account?', 'How do we add a holder to our account?'],
    ['How do we add a holder to our account?', 'How do I add a holder to my account?'],
    ['When am I in arrears?', 'When are we in arrears?'],
    ['When are we in arrears?', 'When am I in arrears?'],
    ['Where do I see where I am signed in?', 'Where do we see where we are signed in?'],
    ['Why was I charged?', 'Why were we charged?'],
    ['Can I withdraw the cash myself?', 'Can we withdraw the cash ourselves?'],
    ['How can I remove her from our account?', 'How can we remove her from our account?'],
    ['How long does a code take to reach me?', 'How long does a code take to reach us?'],
    ['Will the shop pay us back?', 'Will the shop pay me back?'],
    ['My card is lost', 'Our card is lost'],
    ['Hi! I am late. Can I pay?', 'Hi! We are late. Can we pay?'],
    ['our card is lost', 'my card is lost'],
    ["I'm abroad, can I pay?", "We're abroad, can we pay?"],
    ['I’ve lost my card', "We've lost our card"],
    ['Are we insured when you are closed?', 'Am I insured when you are closed?'],
    ['how can i pay in the US', 'how can we pay in the US'],
  ])('%s', (text, expected) => {
    expect(variantsOf(pronoun, text)).toEqual([expected]);
  });

  it.each([
    'How to order a card?',
    'Do you send letters to the US?',
    'How can I return to my maiden name?',
    'How much can I borrow as a student?',
    'I am a pensioner, what changes?',
    'How do we both sign?',
    'Which of us signs?',
    'How do I fill in Part I of the form?',
    'Does a constructor keep a gold mine?',
    'where are wild horses found in the us',
    'who wrote cant get you out of my head',
    'one of the causes of world war i was',
    'My friend and I want to pay, how do we?',
    'What if we do not change our use of coal?',
    'here i go again lyrics',
    '',
  ])('leaves "%s" alone', (text) => {
    expect(variantsOf(pronoun, text)).toEqual([]);
  });
});
