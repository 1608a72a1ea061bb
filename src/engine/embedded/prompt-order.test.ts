import fc from 'fast-check';
import { expect, it } from 'vitest';
import { orderPrompts } from './prompt-order.js';

const prompt = (id: string, ...ids: number[]) => ({ id, ids });

it('puts prompts that begin alike side by side, and families by length', () => {
  const prompts = [
    prompt('long 1', 1, 2, 3, 4, 5, 6),
    prompt('other', 7, 8, 9, 9, 9),
    prompt('short', 1, 9),
    prompt('long 2', 1, 2, 3, 4, 7),
    prompt('long 3', 1, 2, 3, 4, 6, 6),
  ];
  expect(orderPrompts(prompts).map(({ id }) => id)).toEqual(['short', 'other', 'long 1', 'long 3', 'long 2']);
});

it('holds every prompt once, in an order that does not depend on theirs', () => {
  const ids = fc.array(fc.nat(3), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(ids, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (lists, keys) => {
      const prompts = lists.map((each, i) => prompt(`p${i}`, ...each));
      const shuffled = prompts
        .map((each) => ({ each, key: keys.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ each }) => each);
      const ordered = orderPrompts(prompts);
      expect(orderPrompts(shuffled)).toEqual(ordered);
      expect(new Set(ordered)).toEqual(new Set(prompts));
      expect(ordered).toHaveLength(prompts.length);
    }),
  );
});
