import { describe, expect, it } from 'vitest';
import { pairOf } from './pair.js';
import { sharedWords } from './shared.js';

const shared = (question: string, variant: string) => sharedWords(pairOf(question, variant));

describe('shared words', () => {
  it('are the mean of all words and of content words', () => {
    // Five of six words, one of two content words.
    expect(shared('How do I roast a chicken?', 'How do I debone a chicken?')).toBeCloseTo((5 / 6 + 1 / 2) / 2, 10);
    // The side with more of its own counts: "is" and "order" of five, "order" of three.
    expect(shared('Is my order delayed?', 'Is there an order?')).toBeLessThan(0.7);
  });

  it('are all where only lexical kinds differ, and none in other words', () => {
    expect(shared('How do I add a contact?', 'how to add contacts')).toBe(1);
    expect(shared('Where do I vote?', 'polling station nearby')).toBe(0);
  });
});
