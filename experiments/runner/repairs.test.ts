import type { Example } from 'unisono/retrieval';
import { describe, expect, it } from 'vitest';
import { canonicalExamples, medoid, planMedoids } from './repairs.js';

const example = (id: string, text: string): Example => ({
  id,
  question: 'q',
  split: 'test',
  kind: id === 'q' ? 'original' : 'punctuation',
  text,
  contexts: [],
  answer: 'In the app.',
});
const wordings = [example('q', 'How do I order a card?'), example('q#punctuation-1', 'How do I order a card')];
const contextsOf = (text: string) => [{ id: 'a', title: 'A', text, score: 1 }];

describe('canonicalExamples', () => {
  it('asks wordings of one canonical form alike, with contexts of their own', () => {
    const [first, second] = canonicalExamples(wordings, contextsOf);
    expect(first!.text).not.toBe(wordings[0]!.text);
    expect(second!.text).toBe(first!.text);
    expect(first!.contexts[0]!.text).toBe(first!.text);
    expect(second!.id).toBe(wordings[1]!.id);
  });
});

describe('planMedoids', () => {
  it('asks every distinct text once, each wording with its own first', () => {
    const { asked, of } = planMedoids(wordings, contextsOf, 1);
    const texts = new Map(asked.map(({ id, text }) => [id, text]));
    expect(new Set(texts.values()).size).toBe(asked.length);
    for (const { id, text } of wordings) {
      const own = of.get(id)!.map((each) => texts.get(each));
      expect(own[0]).toBe(text);
      expect(own.length).toBeGreaterThan(2);
    }
  });
});

describe('medoid', () => {
  it('is the answer that most others are like, and the first of equals', () => {
    expect(medoid(['in the app', 'at a branch', 'in the app today', 'in the app'])).toBe('in the app');
    expect(medoid(['one', 'two'])).toBe('one');
    expect(medoid(['only'])).toBe('only');
  });
});
