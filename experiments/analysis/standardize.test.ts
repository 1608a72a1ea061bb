import { expect, it } from 'vitest';
import { standardize } from './standardize.js';

it('gives every channel mean 0 and deviation 1, and a constant one 0', () => {
  const rows = standardize([Float32Array.of(1000, 0, 7), Float32Array.of(1002, 4, 7)]);
  expect(rows.map((row) => [...row])).toEqual([
    [-1, -1, 0],
    [1, 1, 0],
  ]);
});
