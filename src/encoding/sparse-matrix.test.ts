import fc from 'fast-check';
import { expect, it } from 'vitest';
import { multiply, multiplyTransposed, sparseFromRows } from './sparse-matrix.js';

it('multiplies as the dense matrix does, on both sides', () => {
  const cell = fc.option(fc.integer({ min: -9, max: 9 }), { nil: 0, freq: 2 });
  const sizes = fc.tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 4 }),
  );
  const inputs = sizes.chain(([rows, columns, width]) =>
    fc.record({
      a: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
      right: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: columns * width, maxLength: columns * width }),
      left: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: rows * width, maxLength: rows * width }),
      width: fc.constant(width),
    }),
  );
  fc.assert(
    fc.property(inputs, ({ a, right, left, width }) => {
      const columns = a[0]!.length;
      // Entries are handed over backwards: the packer has to sort them.
      const entries = a.map((row) => row.map((value, column) => [column, value] as const).filter(([, v]) => v !== 0));
      const sparse = sparseFromRows(
        entries.map((row) => row.reverse()),
        columns,
      );
      const product = a.flatMap((row) =>
        Array.from({ length: width }, (_, k) => row.reduce((sum, value, j) => sum + value * right[j * width + k]!, 0)),
      );
      const transposed = Array.from({ length: columns * width }, (_, at) => {
        const j = Math.floor(at / width);
        return a.reduce((sum, row, i) => sum + row[j]! * left[i * width + (at % width)]!, 0);
      });
      expect([...multiply(sparse, Float64Array.from(right), width)].map((v) => v + 0)).toEqual(
        product.map((v) => v + 0),
      );
      expect([...multiplyTransposed(sparse, Float64Array.from(left), width)].map((v) => v + 0)).toEqual(
        transposed.map((v) => v + 0),
      );
    }),
  );
});
