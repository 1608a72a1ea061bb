import { expect, it } from 'vitest';
import { crossTable } from './cross-table.js';
import { sampleData } from './sample-data.contract.js';

it('has the cells of every model of the ladder', () => {
  const share = { value: 0.2, low: 0.1, high: 0.3, bca: null, n: 19, questions: 9 };
  const cells = (bothRight: number, oneRight: number, noneRight: number) => ({
    bothRight: { pairs: bothRight, share },
    oneRight: { pairs: oneRight, share },
    noneRight: { pairs: noneRight, share },
  });
  const rows = sampleData().ladder.rows.map((row, at) => ({
    ...row,
    crossTable: { consistent: cells(5, 1, 7 + at), inconsistent: cells(0, 2, 4) },
  }));
  const table = crossTable(rows);
  expect(table.models).toEqual(rows.map(({ model }) => model));
  expect(table.cells.map(({ counts }) => counts[0])).toEqual([5, 1, 7, 0, 2, 4]);
  expect(table.cells[2]).toMatchObject({ name: 'consistent, none right', shares: rows.map(() => share) });
  expect(table.pairs.slice(0, 2)).toEqual([19, 20]);
});
