import { describe, expect, it } from 'vitest';
import { variantsOf } from './kind.contract.js';
import { punctuation } from './punctuation.js';
import { semantic } from './semantic.js';

describe('punctuation', () => {
  it.each([
    ['How do I pay?', 'How do I pay'],
    ['How do I pay ??', 'How do I pay'],
    ['How do I pay', 'How do I pay?'],
    ['How do I get form J4', 'How do I get form J4?'],
  ])('%s', (text, expected) => {
    expect(variantsOf(punctuation, text)).toEqual([expected]);
  });

  it.each(['Tell me how to pay.', 'Help!', '?', ''])('leaves "%s" alone', (text) => {
    expect(variantsOf(punctuation, text)).toEqual([]);
  });
});

describe('semantic', () => {
  it('gives the recorded paraphrases once, without the question itself', () => {
    const recorded = ['Which way can I pay?', 'How do I pay?', ' Which way can I pay? ', 'May I pay?'];
    expect(variantsOf(semantic, 'How do I pay?', recorded)).toEqual(['May I pay?', 'Which way can I pay?']);
  });

  it('makes nothing of its own', () => {
    expect(variantsOf(semantic, 'How do I pay?')).toEqual([]);
  });
});
