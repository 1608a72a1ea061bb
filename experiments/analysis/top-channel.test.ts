import { describe, expect, it } from 'vitest';
import { topChannelShare } from './top-channel.js';

const rows = (...values: number[][]) => values.map((row) => Float32Array.from(row));

describe('topChannelShare', () => {
  it('is the mean share of the channel that has most', () => {
    expect(topChannelShare(rows([3, 0, 0], [3, 4, 0]))).toBeCloseTo((1 + 9 / 25) / 2, 12);
    expect(topChannelShare(rows([1, -1, 1, 1], [2, 2, 2, -2]))).toBeCloseTo(1 / 4, 12);
  });

  it('counts a row of zeros as none', () => {
    expect(topChannelShare(rows([0, 0], [1, 0]))).toBeCloseTo(1 / 2, 12);
    expect(topChannelShare([])).toBe(0);
  });
});
