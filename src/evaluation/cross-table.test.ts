import { expect, it } from 'vitest';
import { crossTable } from './cross-table.js';

it('counts pairs by consistency and by how many answers are right', () => {
  const pair = (rs: 0 | 1, rougeLOriginal: number, rougeLVariant: number) => ({ rs, rougeLOriginal, rougeLVariant });
  const pairs = [
    pair(1, 0.9, 0.8),
    pair(1, 0.1, 0.7),
    pair(1, 0.1, 0.2),
    pair(1, 0, 0),
    pair(0, 0.71, 0),
    pair(0, 1, 1),
  ];
  expect(crossTable(pairs, 0.7)).toEqual({
    consistent: { bothRight: 1, oneRight: 0, noneRight: 3 },
    inconsistent: { bothRight: 1, oneRight: 1, noneRight: 0 },
  });
});
