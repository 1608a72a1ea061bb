import { describe, expect, it } from 'vitest';
import { crossTable } from './cross-table.js';
import { sampleData } from './sample-data.contract.js';

describe('crossTable', () => {
  const { ladder, pairs } = sampleData();

  it('comes from the pairs where the ladder has none', () => {
    const table = crossTable(ladder.rows, pairs)!;
    expect(table.models).toEqual(['B', 'Merged']);
    expect(table.pairs).toEqual([pairs.length, pairs.length]);
    const merged = pairs.filter(({ models }) => models.Merged!.rs === 1 && models.Merged!.bothRight === 0).length;
    expect(table.cells.find(({ name }) => name === 'consistent, not both right')!.counts[1]).toBe(merged);
  });

  it('comes from the ladder where every row has one', () => {
    const counted = { bothRight: 5, oneRight: 1, noneRight: 7 };
    const rows = ladder.rows.map((row) => ({
      ...row,
      crossTable: { consistent: counted, inconsistent: { bothRight: 0, oneRight: 2, noneRight: 4 } },
    }));
    const table = crossTable(rows, pairs)!;
    expect(table.cells.map(({ counts }) => counts[0])).toEqual([5, 1, 7, 0, 2, 4]);
    expect(table.pairs[0]).toBe(19);
    expect(crossTable([{ ...rows[0]! }, ladder.rows[1]!], [])).toBeUndefined();
  });
});
