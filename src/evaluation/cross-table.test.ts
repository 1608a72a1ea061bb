import { expect, it } from 'vitest';
import { CrossTable, crossTable } from './cross-table.js';

it('counts pairs by consistency and by how many answers are right', () => {
  const pair = (rs: 0 | 1, rightAnswers: 0 | 1 | 2, i: number) => ({ question: `q${i % 3}`, rs, rightAnswers });
  const pairs = (
    [
      [1, 2],
      [1, 0],
      [1, 0],
      [1, 0],
      [0, 1],
      [0, 2],
    ] as const
  ).map(([rs, right], i) => pair(rs, right, i));
  const table = crossTable(pairs, { resamples: 50, seed: 1 });
  expect(CrossTable.parse(table)).toEqual(table);
  const counts = ({ bothRight, oneRight, noneRight }: CrossTable['consistent']) =>
    [bothRight, oneRight, noneRight].map((cell) => cell.pairs);
  expect([counts(table.consistent), counts(table.inconsistent)]).toEqual([
    [1, 0, 3],
    [1, 1, 0],
  ]);
  expect(table.consistent.noneRight.share).toMatchObject({ value: 0.5, n: 6, questions: 3 });
});
