import { UnisonoError } from '../../core/errors.js';
import type { Tensor } from '../graph.js';
import { reshape } from './reshape.js';
import { scatterAddRows } from './scatter-add-rows.js';

/** Rows of a matrix [R, D] by int32 indices of any shape: [...indices, D]. Repeated indices add up in the gradient. */
export function gatherRows(matrix: Tensor, indices: Tensor): Tensor {
  const [rows, width] = matrix.shape as [number, number];
  if (matrix.shape.length !== 2)
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'gatherRows', reason: `[${matrix.shape}] is not a matrix` });
  return matrix.graph.emit({
    op: 'Gather',
    inputs: [matrix, indices],
    shape: [...indices.shape, width],
    attributes: { axis: { int: 0 } },
    gradient: (dy) => [
      scatterAddRows(rows, reshape(indices, [indices.size]), reshape(dy, [indices.size, width])),
      null,
    ],
  });
}
