import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../core/random.js';
import { Graph } from '../graph/graph.js';
import { matmulNBits } from '../graph/ops/matmul-nbits.js';
import { Session } from '../graph/session.js';
import { quantize, quantizedConstant } from './quantize.js';

const BLOCK = 32;

/** The numbers that blocks stand for, without the padding of a row's last block. */
function restore({ packed, scales }: ReturnType<typeof quantize>, inner: number, bits: 4 | 8): number[] {
  const blocks = Math.ceil(inner / BLOCK);
  return Array.from({ length: (scales.length / blocks) * inner }, (_, i) => {
    const [row, column] = [Math.floor(i / inner), i % inner];
    const block = row * blocks + Math.floor(column / BLOCK);
    const at = block * BLOCK + (column % BLOCK);
    const byte = packed[bits === 8 ? at : at >> 1] as number;
    const number = bits === 8 ? byte : at % 2 === 1 ? byte >> 4 : byte & 15;
    return (scales[block] as number) * (number - 2 ** (bits - 1));
  });
}

function randomMatrix(rows: number, columns: number, name: string): Float32Array {
  const random = new RandomStream(1, name);
  return Float32Array.from({ length: rows * columns }, () => random.uniform() - 0.5);
}

describe.each([4, 8] as const)('quantize to %i bits', (bits) => {
  it('is off by at most a step of the block, and exact at its furthest value', () => {
    const value = fc.float({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 80 }), (values) => {
        const restored = restore(quantize(Float32Array.from(values), values.length, bits), values.length, bits);
        for (let start = 0; start < values.length; start += BLOCK) {
          const block = values.slice(start, start + BLOCK);
          const furthest = Math.max(...block.map(Math.abs));
          const step = furthest / 2 ** (bits - 1);
          for (const [i, exact] of block.entries()) {
            const error = Math.abs(exact - (restored[start + i] as number));
            expect(error).toBeLessThanOrEqual(step * 1.0001 + 1e-37);
            if (exact === furthest && block.indexOf(-furthest) < 0) expect(error).toBeLessThan(furthest * 1e-6 + 1e-37);
          }
        }
      }),
    );
  });

  it.each([64, 80])('multiplies as the rounded matrix does, of %i columns', async (inner) => {
    const [rows, columns] = [3, 5];
    const x = randomMatrix(rows, inner, 'x');
    const blocks = quantize(randomMatrix(columns, inner, 'w'), inner, bits);
    const graph = new Graph();
    const weight = quantizedConstant(graph, blocks, [columns, inner], bits);
    const y = matmulNBits(graph.input('x', [rows, inner]), weight);
    const session = await Session.compile(graph, { y });
    const { y: product } = await session.run({ x });
    await session.release();
    const rounded = restore(blocks, inner, bits);
    for (let i = 0; i < rows * columns; i++) {
      const [row, column] = [Math.floor(i / columns), i % columns];
      let [sum, size] = [0, 0];
      for (let k = 0; k < inner; k++) {
        const term = (x[row * inner + k] as number) * (rounded[column * inner + k] as number);
        sum += term;
        size += Math.abs(term);
      }
      // The inputs too are rounded, to 8 bits of their block's furthest value.
      expect(Math.abs((product?.[i] as number) - sum)).toBeLessThan(size / 100);
    }
  });
});
