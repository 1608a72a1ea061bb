import { describe, expect, it } from 'vitest';
import { judge, readLabeled, scoreKinds } from '../../tools/variation/labeled.js';
import { classifyPair } from './classify.js';
import { LEXICAL_KINDS } from './kind-names.js';

describe('classifyPair', () => {
  it.each([
    ['How do I pay?', 'How do I pay?', ['identical']],
    ['How do I cancel my card?', 'Canceling my card', ['how-form', 'punctuation']],
    ['How do I add a contact to a phone book?', 'How do I add contacts to phone books?', ['number']],
    ["I haven't received my card", 'i have not received my card', ['case', 'contraction']],
    ['If I lose my card, what do I do?', 'What do I do if I lose my card?', ['word-order']],
    ['Is the museum open?', 'Is the musuem open?', ['spelling']],
    ['Can I track my card?', 'How do I track my card?', ['semantic']],
    ['How do I enable 2FA?', 'How do I disable 2FA?', ['not-equivalent']],
    ['How can I contact you?', 'How can you contact me?', ['not-equivalent']],
    ['Trains from Paris to Lyon', 'Trains from Lyon to Paris', ['not-equivalent']],
    ['Do you ship to Malta?', 'Do I ship to Malta?', ['not-equivalent']],
  ])('%s | %s', (question, variant, kinds) => {
    expect(classifyPair(question, variant).kinds).toEqual(kinds);
    expect([...classifyPair(variant, question).kinds].sort()).toEqual([...kinds].sort());
  });

  it.each([
    ['Can I carry 2 bags?', 'Am I allowed to take 3 bags along?'],
    ['Can I use Gmail here?', 'Is Outlook allowed here?'],
    ['What happens if I pay?', 'What are the consequences when I do not pay?'],
  ])('finds the contradiction in %s | %s whatever the similarity', (question, variant) => {
    expect(classifyPair(question, variant, { similarity: 0.99 }).kinds).toEqual(['not-equivalent']);
  });

  it('leaves to the similarity what words do not decide, and says so without one', () => {
    const pair = ['What are your opening hours?', 'When is the shop attended?'] as const;
    expect(classifyPair(...pair).kinds).toEqual([]);
    expect(classifyPair(...pair).evidence[0]?.detail).toMatch(/^not judged/);
    expect(classifyPair(...pair, { similarity: 0.9 }).kinds).toEqual(['semantic']);
    expect(classifyPair(...pair, { similarity: 0.3 }).kinds).toEqual(['not-equivalent']);
    expect(classifyPair(...pair, { similarity: 0.9, threshold: 0.95 }).kinds).toEqual(['not-equivalent']);
  });

  it.each([
    ['Do I need a permit for a shed?', 'Can I build a shed without asking the council?'],
    ['How do I report that I am ill?', 'Whom do I tell when I cannot come in?'],
    ['Where can I buy a bus ticket?', 'Which shops sell bus tickets?'],
    ['My heating is off', 'My heating does not come on'],
    ['How do I stay logged in?', 'How do I avoid being logged out?'],
  ])(
    'sees no contradiction where another thing is denied or told from the other side: %s | %s',
    (question, variant) => {
      expect(classifyPair(question, variant, { similarity: 0.85 }).kinds).toEqual(['semantic']);
    },
  );

  it('asks for more similarity the more words are the same', () => {
    const similarity = 0.66;
    const other = ['How do I quit my job?', 'What is the proper way to resign?'] as const;
    const same = ['Can I bring a friend to the gym?', 'Can I bring my own weights to the gym?'] as const;
    expect(classifyPair(...other, { similarity }).kinds).toEqual(['semantic']);
    expect(classifyPair(...same, { similarity }).kinds).toEqual(['not-equivalent']);
    expect(classifyPair(...same, { similarity, threshold: 0 }).kinds).toEqual(['semantic']);
  });

  it('takes one question word for another where that asks for something else', () => {
    const pair = ['When was the tower built?', 'Why was the tower built?'] as const;
    expect(classifyPair(...pair, { similarity: 0.97 }).kinds).toEqual(['not-equivalent']);
  });

  it('asks for more where one word replaces another', () => {
    const pair = ['Does coffee contain caffeine?', 'Does tea contain caffeine?'] as const;
    expect(classifyPair(...pair, { similarity: 0.85 }).kinds).toEqual(['not-equivalent']);
  });

  it('asks for less where everyday synonyms stand for each other', () => {
    const pair = ['How do I repair a zip?', 'How do I mend a zip?'] as const;
    expect(classifyPair(...pair, { similarity: 0.7 }).kinds).toEqual(['semantic']);
    expect(classifyPair(...pair, { similarity: 0.4 }).kinds).toEqual(['not-equivalent']);
    expect(classifyPair('Erasing a photo', 'Deleting a photo', { similarity: 0.7 }).kinds).toEqual(['semantic']);
  });

  it('finds the lexical kinds of the labeled pairs', () => {
    const file = new URL('fixtures/pairs-development.jsonl', import.meta.url).pathname;
    const scores = scoreKinds(
      judge(readLabeled(file), () => undefined),
      LEXICAL_KINDS,
    );
    expect(scores.reduce((sum, { f1 }) => sum + f1, 0) / scores.length).toBeGreaterThanOrEqual(0.95);
  });
});
