import { expect, it } from 'vitest';
import { crossTable } from './cross-table.js';

it('counts pairs by consistency and by how many answers are right', () => {
  const pair = (rs: 0 | 1, rightAnswers: 0 | 1 | 2) => ({ rs, rightAnswers });
  const pairs = [pair(1, 2), pair(1, 0), pair(1, 0), pair(1, 0), pair(0, 1), pair(0, 2)];
  expect(crossTable(pairs)).toEqual({
    consistent: { bothRight: 1, oneRight: 0, noneRight: 3 },
    inconsistent: { bothRight: 1, oneRight: 1, noneRight: 0 },
  });
});
