import type { Tensor } from '../graph.js';

/** Permutes the axes: output axis i is input axis permutation[i]. */
export function transpose(x: Tensor, permutation: readonly number[]): Tensor {
  const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
  return x.graph.emit({
    op: 'Transpose',
    inputs: [x],
    shape: permutation.map((axis) => x.shape[axis] as number),
    attributes: { perm: { ints: permutation } },
    gradient: (dy) => [transpose(dy, inverse)],
  });
}
