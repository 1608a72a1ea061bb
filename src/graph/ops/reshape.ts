import { UnisonoError } from '../../core/errors.js';
import type { Shape, Tensor } from '../graph.js';

/** The same elements in row-major order under another shape. Throws SHAPE_MISMATCH if the sizes differ. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  if (x.size !== shape.reduce((product, n) => product * n, 1)) {
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'reshape', reason: `[${x.shape}] cannot become [${shape}]` });
  }
  return x.graph.emit({
    op: 'Reshape',
    inputs: [x, x.graph.int64(shape)],
    shape,
    type: x.type,
    gradient: (dy) => [reshape(dy, x.shape), null],
  });
}
