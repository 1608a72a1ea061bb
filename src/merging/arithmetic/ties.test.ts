import { expect, it } from 'vitest';
import { agrees, electSign } from './ties.js';

it.each([
  [[1, 2, -2.5], 1],
  [[-1, -2, 2.5], -1],
  [[0.5, -0.5], 0],
  [[0, 0], 0],
  [[], 0],
  [[1, Number.NaN], Number.NaN],
  // In float32, the small delta is lost in the large ones.
  [[2 ** 24, 1, -(2 ** 24)], 0],
])('elects the sign of the sum of %j: %d', (deltas, sign) => {
  expect(electSign(deltas)).toBe(sign);
});

it('agrees on the same sign only', () => {
  expect([agrees(2, 1), agrees(-2, -1), agrees(2, -1), agrees(-2, 1), agrees(0, 1), agrees(2, 0)]).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(agrees(1e-45, 1)).toBe(true);
  expect(agrees(Number.NaN, 1)).toBe(true);
});
