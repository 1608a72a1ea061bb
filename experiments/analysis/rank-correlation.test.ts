import { describe, expect, it } from 'vitest';
import { rankCorrelation } from './rank-correlation.js';

describe('rankCorrelation', () => {
  it('is that of the ranks, with average ranks for ties', () => {
    // scipy.stats.spearmanr([1, 2, 2, 4, 5, 9], [3, 1, 4, 4, 8, 7]).statistic
    expect(rankCorrelation([1, 2, 2, 4, 5, 9], [3, 1, 4, 4, 8, 7])!.rho).toBeCloseTo(0.8088235294117647, 12);
  });

  it('counts the orders that are as far from 0', () => {
    // Of the 24 orders of four values, those with rho = 1 and rho = -1.
    expect(rankCorrelation([1, 2, 3, 4], [10, 20, 30, 40])!.exact).toBeCloseTo(2 / 24, 12);
    expect(rankCorrelation([1, 2, 3, 4], [10, 20, 30, 40])!.interval).toBeNull();
  });

  it('has an interval around rho that narrows with n', () => {
    const six = rankCorrelation([1, 2, 3, 4, 5, 6], [1, 3, 2, 4, 6, 5])!;
    const [low, high] = six.interval!;
    expect(low).toBeLessThan(six.rho);
    expect(high).toBeGreaterThan(six.rho);
    expect(high).toBeLessThan(1);
    const half = 1.959963984540054 * Math.sqrt((1 + six.rho ** 2 / 2) / 3);
    expect(Math.atanh(high) - Math.atanh(six.rho)).toBeCloseTo(half, 12);
  });

  it('says nothing of a constant or of two pairs, and refuses lists of two lengths', () => {
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(rankCorrelation([1, 2], [1, 2])).toBeNull();
    expect(() => rankCorrelation([1, 2, 3], [1, 2])).toThrow('3 values beside 2');
  });
});
