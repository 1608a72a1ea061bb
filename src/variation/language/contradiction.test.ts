import { describe, expect, it } from 'vitest';
import { contradictionsOf } from './contradiction.js';

describe('contradictions', () => {
  it.each([
    ['Can I hold 2 cards?', 'Can I hold 3 cards?', ['number']],
    ['Can I pay 3,000 pounds?', 'Can I pay three thousand pounds?', []],
    ['Can I hold two cards?', 'Can I hold cards?', []],
    ['Why can I pay?', "Why can't I pay?", ['negation']],
    ['Why does my card not work?', 'Why does my card fail?', []],
    ['Does it work without a PIN?', 'Does it work with a PIN?', ['negation', 'opposite']],
    ['How do I use Gmail?', 'How do I use Outlook?', ['entity']],
    ['How do I use Gmail?', 'how do i use gmail', []],
    ['How do I enable it?', 'How do I disable it?', ['opposite']],
    ['How do I open my account?', 'How do I set up my account?', []],
    ['How do I pay?', 'How can I pay?', []],
    ['', '', []],
  ])('%s - %s', (question, variant, expected) => {
    expect(contradictionsOf(question, variant).map(({ what }) => what)).toEqual(expected);
  });

  it('says what differs, on both sides', () => {
    expect(contradictionsOf('Is 10 enough in Malta?', 'Is 12 enough in Spain?')).toEqual([
      { what: 'number', differing: { question: ['10'], variant: ['12'] } },
      { what: 'entity', differing: { question: ['malta'], variant: ['spain'] } },
    ]);
  });
});
