import { describe, expect, it } from 'vitest';
import { pairOf } from '../pair/pair.js';
import { contraction } from './contraction.js';
import { variantsOf } from './kind.contract.js';

describe('contraction', () => {
  it.each([
    ["What's the fee if I don't pay?", ['What is the fee if I do not pay?']],
    ['What is the fee?', ["What's the fee?"]],
    ["Why can't I log in?", ['Why can I not log in?']],
    ['I cannot log in', ["I can't log in"]],
    [
      'What if I do not pay and I am late?',
      ["What if I do not pay and I'm late?", "What if I don't pay and I am late?", "What if I don't pay and I'm late?"],
    ],
    ["It's been lost", ['It has been lost']],
  ])('%s', (text, expected) => {
    expect(variantsOf(contraction, text)).toEqual(expected);
  });

  it.each([
    'Where is it?',
    "Which was Jacksonville's ranking?",
    'How do I say a card is done?',
    "Can I say that it's done?",
    "Why doesn't my card work?",
    "Let's go?",
    'Is `what is` a command?',
    'When is "I am late" sent?',
    'How do I pay?',
    '',
  ])('leaves "%s" alone', (text) => {
    expect(variantsOf(contraction, text)).toEqual([]);
  });

  it.each([
    ["What's the fee?", 'What is the fee?', ['"What\'s"']],
    ["I can't pay", 'I cannot pay', ['"can\'t"']],
    ["Where is my friend's card?", "Where is my friend's card", []],
  ])('tells "%s" from "%s"', (question, variant, evidence) => {
    expect(contraction.detect(pairOf(question, variant))).toEqual(evidence);
  });

  it.each([
    ["What's up if I don't pay?", 'What is up if I do not pay?'],
    ["Why doesn't my card work?", 'Why does not my card work?'],
    ['whats the fee', 'what is the fee'],
    ["My friend's card", "My friend's card"],
    ["Is `don't` a word?", "Is `don't` a word?"],
  ])('canonical form of %s', (text, form) => {
    expect(contraction.canonical.form(text)).toBe(form);
  });
});
