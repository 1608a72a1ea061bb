import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addLowRank } from './lora-adapter.js';

describe('addLowRank', () => {
  it('adds scale * left @ right to any run of elements, in double precision', () => {
    const size = fc.integer({ min: 1, max: 11 });
    fc.assert(
      fc.property(size, size, size, fc.nat(), fc.nat(), (rank, rows, columns, from, to) => {
        const wave = (length: number, step: number) => Float32Array.from({ length }, (_, i) => Math.sin(step * i + 1));
        const [left, right] = [wave(rows * rank, 0.7), wave(rank * columns, 0.3)];
        const weight = wave(rows * columns, 0.9);
        const first = from % weight.length;
        const values = weight.slice(first, first + 1 + (to % (weight.length - first)));
        const expected = values.map((value, i) => {
          const [row, column] = [Math.floor((first + i) / columns), (first + i) % columns];
          let sum = 0;
          for (let r = 0; r < rank; r++) sum += left[row * rank + r]! * right[r * columns + column]!;
          return value + 0.5 * sum;
        });
        addLowRank(values, first, { rank, rows, columns, scale: 0.5, left, right });
        expect(values).toEqual(expected);
      }),
    );
  });
});
