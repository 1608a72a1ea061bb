import { describe, expect, it } from 'vitest';
import { bonferroniQuantile, designEffect, newcombeInterval, wilsonInterval } from './newcombe.js';

const Z = bonferroniQuantile(1);

describe('newcombeInterval', () => {
  // Newcombe 1998, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%i/%i minus %i/%i', (x1, n1, x2, n2, low, high) => {
    const found = newcombeInterval({ p: x1 / n1, n: n1 }, { p: x2 / n2, n: n2 }, Z);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });
});

describe('wilsonInterval', () => {
  it('agrees with the published 81 of 263', () => {
    const [low, high] = wilsonInterval(81 / 263, 263, Z);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
  });
});

describe('bonferroniQuantile', () => {
  it('grows with the number of intervals', () => {
    expect(bonferroniQuantile(1)).toBeCloseTo(1.95996, 5);
    expect(bonferroniQuantile(6)).toBeCloseTo(2.63826, 5);
    expect(bonferroniQuantile(30)).toBeGreaterThan(bonferroniQuantile(10));
  });
});

describe('designEffect', () => {
  it('is the squared ratio of the interval to that of independent pairs', () => {
    const half = Z * Math.sqrt((0.5 * 0.5) / 100);
    expect(designEffect({ value: 0.5, low: 0.5 - half, high: 0.5 + half }, 100)).toBeCloseTo(1, 10);
    expect(designEffect({ value: 0.5, low: 0.5 - 2 * half, high: 0.5 + 2 * half }, 100)).toBeCloseTo(4, 10);
  });

  it('is never below 1, nor undefined where all pairs are alike', () => {
    expect(designEffect({ value: 0.5, low: 0.49, high: 0.51 }, 100)).toBe(1);
    expect(designEffect({ value: 1, low: 1, high: 1 }, 100)).toBe(1);
    expect(designEffect({ value: 0.5, low: 0, high: 1 }, 0)).toBe(1);
  });
});
