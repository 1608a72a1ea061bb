import { describe, expect, it } from 'vitest';
import { filterProposals } from './filter-proposals.js';

const QUESTION = 'How do I send 20 coins to TarnTag?';
const BAND = { low: 0.6, high: 0.98 };

async function reasons(candidates: string[], options: Partial<Parameters<typeof filterProposals>[1]> = {}) {
  const { kept, refused } = await filterProposals(
    [{ id: 'q', question: QUESTION, known: ['Can TarnTag be sent 20 coins?'], candidates }],
    {
      questions: [QUESTION, 'Where can 20 coins for TarnTag be sent to?'],
      band: BAND,
      ...options,
    },
  );
  return [...kept.map(({ text }) => [text, 'kept']), ...refused.map(({ text, gate }) => [text, gate])];
}

describe('the gates', () => {
  it.each([
    ['What is the way to give TarnTag 20 coins?', 'kept'],
    ['What is the way to give tarntag twenty coins?', 'kept'],
    ['how do i send 20 coins to tarntag', 'identical'],
    ['Where can 20 coins for TarnTag be sent to', 'other-question'],
    ['Can TarnTag be sent 20 coin?', 'near-duplicate'],
    ['What is the way to give TarnTag 30 coins?', 'meaning'],
    ['What is the way to give TarnTag coins?', 'meaning'],
    ['Why can I not send TarnTag 20 coins?', 'meaning'],
    ['What is the way to give them 20 coins?', 'meaning'],
    ['What is the way to give TarnTag 20 coins in Paris?', 'meaning'],
    ['Wie kann ich TarnTag 20 Münzen senden und mit wem?', 'language'],
    ['Как отправить 20 монет TarnTag сегодня?', 'language'],
    ['1. Give TarnTag 20 coins\n2. Send them', 'shape'],
    ['?!', 'shape'],
    [`Sure, I can help with that! ${'20 coins for TarnTag. '.repeat(20)}so.`, 'shape'],
  ])('%s', async (candidate, gate) => {
    expect(await reasons([candidate])).toEqual([[candidate, gate]]);
  });

  it('refuse what is too like or too unlike the question, for the encoder', async () => {
    const angles: Record<string, number> = { near: 0.99, fit: 0.8, far: 0.3 };
    const encode = async (texts: readonly string[]) =>
      texts.map((text) => {
        const cosine = angles[text.split(' ')[0]!] ?? 1;
        return Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2));
      });
    const rest = 'of TarnTag 20';
    expect(await reasons([`near ${rest} a`, `fit ${rest} bcd`, `far ${rest} efg`], { encode })).toEqual([
      [`fit ${rest} bcd`, 'kept'],
      [`near ${rest} a`, 'similarity'],
      [`far ${rest} efg`, 'similarity'],
    ]);
  });

  it('keep one of two that are nearly the same, and no more than wanted', async () => {
    const one = 'What is the way to give TarnTag 20 coins?';
    const two = 'By which means does TarnTag get my 20 coins?';
    expect(await reasons([one, one.replace('?', ''), two], { most: 1 })).toEqual([
      [one, 'kept'],
      [one.replace('?', ''), 'near-duplicate'],
      [two, 'surplus'],
    ]);
  });
});
