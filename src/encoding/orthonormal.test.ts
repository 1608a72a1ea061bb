import fc from 'fast-check';
import { expect, it } from 'vitest';
import { orthonormalize } from './orthonormal.js';

function columns(dense: Float64Array, width: number): number[][] {
  return Array.from({ length: width }, (_, k) => [...dense].filter((_, at) => at % width === k));
}

const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, row) => sum + value * b[row]!, 0);

it('gives orthonormal columns that span the ones it was given', () => {
  const width = 4;
  const entries = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 7 * width, maxLength: 7 * width });
  fc.assert(
    fc.property(entries, (values) => {
      const given = columns(Float64Array.from(values), width);
      const basis = columns(orthonormalize(Float64Array.from(values), width), width);
      for (const [i, a] of basis.entries()) {
        const square = product(a, a);
        expect(square === 0 || Math.abs(square - 1) < 1e-9).toBe(true);
        for (const b of basis.slice(0, i)) expect(Math.abs(product(a, b))).toBeLessThan(1e-9);
      }
      for (const column of given) {
        const rebuilt = column.map((_, row) => basis.reduce((sum, b) => sum + product(b, column) * b[row]!, 0));
        for (const [row, value] of column.entries()) expect(Math.abs(rebuilt[row]! - value)).toBeLessThan(1e-7);
      }
    }),
  );
});

it('zeroes columns that depend on earlier ones, and survives near-dependence', () => {
  const repeated = Float64Array.of(1, 2, 0, 2, 4, 0, 2, 4, 0);
  const [first, ...others] = columns(orthonormalize(repeated, 3), 3);
  expect(product(first!, first!)).toBeCloseTo(1, 12);
  expect(others.flat()).toEqual([0, 0, 0, 0, 0, 0]);
  const near = columns(orthonormalize(Float64Array.of(1, 1, 1, 1 + 1e-8, 1, 1), 2), 2);
  expect(product(near[1]!, near[1]!)).toBeCloseTo(1, 12);
  expect(Math.abs(product(near[0]!, near[1]!))).toBeLessThan(1e-12);
});
