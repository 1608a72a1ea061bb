import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { broadcastShapes } from './broadcast.js';
import { Graph } from './graph.js';
import { add } from './ops/add.js';
import { crossEntropy } from './ops/cross-entropy.js';
import { div } from './ops/div.js';
import { gatherRows } from './ops/gather-rows.js';
import { gemm } from './ops/gemm.js';
import { matmul } from './ops/matmul.js';
import { mul } from './ops/mul.js';
import { reshape } from './ops/reshape.js';
import { sub } from './ops/sub.js';

const graph = new Graph();
const of = (...shape: number[]) => graph.input('x', shape);

describe('operations refuse shapes that do not fit, by name', () => {
  it.each([
    ['add', () => add(of(2, 3), of(2))],
    ['sub', () => sub(of(2, 3), of(2, 2))],
    ['mul', () => mul(of(4, 3), of(2, 1))],
    ['div', () => div(of(3), of(2))],
    ['gemm', () => gemm(of(2, 3), of(2, 3))],
    ['gemm', () => gemm(of(2, 3), of(2, 3), { transA: true, transB: true })],
    ['gemm', () => gemm(of(1, 2, 3), of(3, 2))],
    ['matmul', () => matmul(of(2, 3), of(4, 5))],
    ['matmul', () => matmul(of(7, 2, 3), of(6, 3, 2))],
    ['matmul', () => matmul(of(2, 2, 3), of(3, 2))],
    ['reshape', () => reshape(of(2, 3), [2, 2])],
    ['gatherRows', () => gatherRows(of(2, 3, 4), of(2))],
    ['crossEntropy', () => crossEntropy(of(3, 5), of(2), of(3))],
    ['crossEntropy', () => crossEntropy(of(3, 5), of(3), of(4))],
  ])('%s', (op, build) => {
    expect(build).toThrow(
      expect.objectContaining({ code: 'SHAPE_MISMATCH', details: expect.objectContaining({ op }) }),
    );
  });
});

describe('broadcastShapes', () => {
  const shape = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });

  it('gives a shape from which dropping axes to size 1, or leading ones, leads back to both', () => {
    const part = fc.tuple(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.nat(4));
    fc.assert(
      fc.property(shape, part, part, (whole, ...parts) => {
        const [a, b] = parts.map(([ones, drop]) =>
          whole.map((n, i) => (ones[i] ? 1 : n)).slice(Math.min(drop, whole.length)),
        );
        const expected = whole.map((_, i) =>
          Math.max(a?.[i - whole.length + a.length] ?? 1, b?.[i - whole.length + b.length] ?? 1),
        );
        const rank = Math.max(a?.length ?? 0, b?.length ?? 0);
        expect(broadcastShapes('test', a ?? [], b ?? [])).toEqual(expected.slice(whole.length - rank));
      }),
    );
  });

  it('does not depend on the order, also in what it refuses', () => {
    const attempt = (a: number[], b: number[]) => {
      try {
        return broadcastShapes('test', a, b).join();
      } catch {
        return 'refused';
      }
    };
    fc.assert(fc.property(shape, shape, (a, b) => attempt(a, b) === attempt(b, a)));
  });
});
