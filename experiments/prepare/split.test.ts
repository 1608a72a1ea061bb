import { normalizeQuestion } from 'unisono/core';
import { describe, expect, it } from 'vitest';
import type { Item } from './item.js';
import { type SplitName, splitItems } from './split.js';

const item = (n: number, passage: string, ...variants: string[]): Item => ({
  id: `q${n}`,
  question: `Question number ${n}?`,
  variants: variants.map((text) => ({ kind: 'human', text })),
  contexts: [{ id: passage, text: 'Some text.' }],
  answers: ['text'],
});

/** 30 items, two to a passage, every third with a rewording. */
const items = Array.from({ length: 30 }, (_, n) =>
  item(n, `p${n >> 1}`, ...(Math.floor(n / 2) % 3 === 0 ? [`Reworded ${n}`] : [])),
);
const SIZES = { train: 10, dev: 6, test: 8, learn: 4 };

describe('splitItems', () => {
  const split = splitItems(items, SIZES, 1);

  it('gives every split the number that it wants', () => {
    for (const name of ['train', 'dev', 'test', 'learn'] as const) expect(split[name]).toHaveLength(SIZES[name]);
  });

  it('puts no passage and no wording into two splits', () => {
    const keys = (name: SplitName) =>
      new Set(
        split[name].flatMap(({ contexts, question, variants }) => [
          ...contexts.map(({ id }) => id),
          ...[question, ...variants.map(({ text }) => text)].map(normalizeQuestion),
        ]),
      );
    for (const [a, b] of [
      ['train', 'dev'],
      ['train', 'test'],
      ['dev', 'test'],
      ['learn', 'test'],
      ['learn', 'train'],
      ['learn', 'dev'],
    ] as const)
      expect([...keys(a)].filter((key) => keys(b).has(key))).toEqual([]);
  });

  it('tests what people reworded, as long as there is any', () => {
    expect(split.test.every(({ variants }) => variants.length > 0)).toBe(true);
  });

  it('keeps items together that share a wording through a third', () => {
    const chained = [item(1, 'a', 'same words'), item(2, 'b', 'Same words!', 'others'), item(3, 'c', 'Others')];
    expect(splitItems(chained, { train: 3, dev: 0, test: 0 }, 1).train.map(({ id }) => id)).toEqual(['q1', 'q2', 'q3']);
  });

  it('depends on the seed, and refuses more than there is', () => {
    expect(splitItems(items, SIZES, 1)).toEqual(split);
    expect(splitItems(items, SIZES, 2)).not.toEqual(split);
    expect(() => splitItems(items, { ...SIZES, train: 30 }, 1)).toThrow('of 30 items for train');
  });
});
