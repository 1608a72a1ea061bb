import { describe, expect, it } from 'vitest';
import { crossTable } from './cross-table.js';
import { sampleData } from './sample-data.contract.js';

describe('crossTable', () => {
  const { ladder, pairs } = sampleData();

  it('comes from the pairs where the ladder has none', () => {
    const table = crossTable(ladder.rows, pairs)!;
    expect(table.models).toEqual(['B', 'Merged']);
    expect(table.pairs).toEqual([pairs.length, pairs.length]);
    const merged = pairs.filter(
      ({ models: { Merged } }) => Merged!.agreement !== 'different' && Merged!.rightAnswers !== 2,
    ).length;
    expect(table.cells.find(({ name }) => name === 'consistent, not both right')!.counts[1]).toBe(merged);
  });

  it('comes from the ladder where every row has one', () => {
    const share = { value: 0.2, low: 0.1, high: 0.3, bca: null, n: 19, questions: 9 };
    const cells = (bothRight: number, oneRight: number, noneRight: number) => ({
      bothRight: { pairs: bothRight, share },
      oneRight: { pairs: oneRight, share },
      noneRight: { pairs: noneRight, share },
    });
    const rows = ladder.rows.map((row) => ({
      ...row,
      crossTable: { consistent: cells(5, 1, 7), inconsistent: cells(0, 2, 4) },
    }));
    const table = crossTable(rows, pairs)!;
    expect(table.cells.map(({ counts }) => counts[0])).toEqual([5, 1, 7, 0, 2, 4]);
    expect(table.pairs[0]).toBe(19);
    expect(crossTable([{ ...rows[0]! }, ladder.rows[1]!], [])).toBeUndefined();
  });
});
