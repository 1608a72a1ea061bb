import { UnisonoError } from '../../core/errors.js';
import type { Tensor } from '../graph.js';

/**
 * Batched product alpha * op(a) op(b) over the last two axes; the leading axes must be equal.
 * [..., M, K] x [..., K, N] -> [..., M, N]. One fused node (com.microsoft.FusedMatMul), so no transposed copy is made.
 */
export function matmul(
  a: Tensor,
  b: Tensor,
  options: { transA?: boolean; transB?: boolean; alpha?: number } = {},
): Tensor {
  const { transA = false, transB = false, alpha = 1 } = options;
  const leading = a.shape.slice(0, -2);
  const [rows, inner] = (transA ? a.shape.slice(-2).reverse() : a.shape.slice(-2)) as [number, number];
  const [innerB, columns] = (transB ? b.shape.slice(-2).reverse() : b.shape.slice(-2)) as [number, number];
  if (inner !== innerB || leading.join() !== b.shape.slice(0, -2).join()) {
    throw new UnisonoError('SHAPE_MISMATCH', {
      op: 'matmul',
      reason: `[${a.shape}] x [${b.shape}] (${transA}, ${transB})`,
    });
  }
  return a.graph.emit({
    op: 'FusedMatMul',
    domain: 'com.microsoft',
    inputs: [a, b],
    shape: [...leading, rows, columns],
    attributes: { transA: { int: transA ? 1 : 0 }, transB: { int: transB ? 1 : 0 }, alpha: { float: alpha } },
    gradient: (dy) => [
      transA ? matmul(b, dy, { transA: transB, transB: true, alpha }) : matmul(dy, b, { transB: !transB, alpha }),
      transB ? matmul(dy, a, { transA: true, transB: transA, alpha }) : matmul(a, dy, { transA: !transA, alpha }),
    ],
  });
}
