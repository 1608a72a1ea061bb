import { UnisonoError } from '../../core/errors.js';
import type { Tensor } from '../graph.js';

export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  /** Default: 1. */
  readonly alpha?: number;
  /** [M, N]; default: zero. */
  readonly plus?: Tensor;
}

/** alpha * op(a) op(b) + plus of matrices, where op transposes if asked. [M, K] x [K, N] -> [M, N]. */
export function gemm(a: Tensor, b: Tensor, options: GemmOptions = {}): Tensor {
  const { transA = false, transB = false, alpha = 1, plus } = options;
  const [rows, inner] = (transA ? [...a.shape].reverse() : a.shape) as [number, number];
  const [innerB, columns] = (transB ? [...b.shape].reverse() : b.shape) as [number, number];
  if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== innerB) {
    throw new UnisonoError('SHAPE_MISMATCH', {
      op: 'gemm',
      reason: `[${a.shape}] x [${b.shape}] (${transA}, ${transB})`,
    });
  }
  if (plus && plus.shape.join() !== `${rows},${columns}`) {
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'gemm', reason: `[${rows},${columns}] plus [${plus.shape}]` });
  }
  return a.graph.emit({
    op: 'Gemm',
    inputs: plus ? [a, b, plus] : [a, b],
    shape: [rows, columns],
    attributes: { transA: { int: transA ? 1 : 0 }, transB: { int: transB ? 1 : 0 }, alpha: { float: alpha } },
    gradient: (dy) => [
      transA ? gemm(b, dy, { transA: transB, transB: true, alpha }) : gemm(dy, b, { transB: !transB, alpha }),
      transB ? gemm(dy, a, { transA: true, transB: transA, alpha }) : gemm(a, dy, { transA: !transA, alpha }),
      ...(plus ? [dy] : []),
    ],
  });
}
