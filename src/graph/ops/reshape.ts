import { UnisonoError } from '../../core/errors.js';
import type { Shape, Tensor } from '../graph.js';

/** The same elements in row-major order under another shape. Throws SHAPE_MISMATCH if the sizes differ. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  if (x.size !== shape.reduce((product, n) => product * n, 1)) {
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'reshape', reason: `[${x.shape}] cannot become [${shape}]` });
  }
  return x.graph.emit({
    op: 'Reshape',
    inputs: [x, x.graph.int64(targetOf(x, shape))],
    shape,
    type: x.type,
    gradient: (dy) => [reshape(dy, x.shape), null],
  });
}

/**
 * The shape argument of ONNX's Reshape: the shape itself or, with open axes, 0 for an unchanged axis and -1 for the last
 * other one, whose size follows from the rest. Throws SHAPE_MISMATCH if an open axis would be a third kind.
 */
function targetOf(x: Tensor, shape: Shape): readonly number[] {
  const { openAxes } = x.graph;
  if (openAxes.size === 0) return shape;
  const target = shape.map((n, axis) => (n === x.shape[axis] ? 0 : n));
  const inferred = target.findLastIndex((n) => n > 1);
  if (inferred >= 0) target[inferred] = -1;
  const open = [...openAxes].flatMap(([input, axes]) => input.shape.filter((_, axis) => axes[axis]));
  if (target.some((n) => open.some((size) => n > 0 && n % size === 0))) {
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'reshape', reason: `[${x.shape}] to [${shape}] moves open axes` });
  }
  return target;
}
