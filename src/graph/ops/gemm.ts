import { UnisonoError } from '../../core/errors.js';
import type { Tensor } from '../graph.js';

/** op(a) op(b) of two matrices, where op transposes if asked. [M, K] x [K, N] -> [M, N]. */
export function gemm(a: Tensor, b: Tensor, options: { transA?: boolean; transB?: boolean } = {}): Tensor {
  const { transA = false, transB = false } = options;
  const [rows, inner] = (transA ? [...a.shape].reverse() : a.shape) as [number, number];
  const [innerB, columns] = (transB ? [...b.shape].reverse() : b.shape) as [number, number];
  if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== innerB) {
    throw new UnisonoError('SHAPE_MISMATCH', {
      op: 'gemm',
      reason: `[${a.shape}] x [${b.shape}] (${transA}, ${transB})`,
    });
  }
  return a.graph.emit({
    op: 'Gemm',
    inputs: [a, b],
    shape: [rows, columns],
    attributes: { transA: { int: transA ? 1 : 0 }, transB: { int: transB ? 1 : 0 } },
    gradient: (dy) => [
      transA ? gemm(b, dy, { transA: transB, transB: true }) : gemm(dy, b, { transB: !transB }),
      transB ? gemm(dy, a, { transA: true, transB: transA }) : gemm(a, dy, { transA: !transA }),
    ],
  });
}
