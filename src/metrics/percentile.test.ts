import { expect, it } from 'vitest';
import { percentile } from './percentile.js';

it('interpolates linearly, as numpy.percentile', () => {
  const sorted = Float64Array.of(1, 2, 4, 8);
  expect(percentile(sorted, 0)).toBe(1);
  expect(percentile(sorted, 1)).toBe(8);
  expect(percentile(sorted, 0.5)).toBe(3);
  expect(percentile(sorted, 0.025)).toBeCloseTo(1.075, 12);
  expect(percentile(Float64Array.of(5), 0.3)).toBe(5);
  expect(percentile(new Float64Array(), 0.5)).toBeNaN();
});
