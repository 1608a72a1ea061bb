import { UnisonoError } from '../../core/errors.js';
import type { Tensor } from '../graph.js';
import { gemm } from './gemm.js';
import { reshape } from './reshape.js';

/**
 * x W^T, one matrix for all leading axes: [..., K] x [N, K] -> [..., N]. The leading axes may be open when the
 * graph is compiled. Throws SHAPE_MISMATCH.
 */
export function project(x: Tensor, weight: Tensor): Tensor {
  const leading = x.shape.slice(0, -1);
  const inner = x.shape.at(-1) as number;
  const [outer, innerOfWeight] = weight.shape as [number, number];
  if (weight.shape.length !== 2 || leading.length === 0 || inner !== innerOfWeight) {
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'project', reason: `[${x.shape}] by [${weight.shape}]` });
  }
  const rows = leading.reduce((product, n) => product * n, 1);
  return x.graph.emit({
    op: 'FusedMatMul',
    domain: 'com.microsoft',
    inputs: [x, weight],
    shape: [...leading, outer],
    attributes: { transA: { int: 0 }, transB: { int: 1 }, alpha: { float: 1 } },
    gradient: (dy) => {
      const flat = reshape(dy, [rows, outer]);
      return [reshape(gemm(flat, weight), x.shape), gemm(flat, reshape(x, [rows, inner]), { transA: true })];
    },
  });
}
