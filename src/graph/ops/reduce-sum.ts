import type { Tensor } from '../graph.js';
import { expand } from './expand.js';
import { reshape } from './reshape.js';

/** Sums over `axes`; they stay as size 1 if `keepAxes`, else they are dropped. */
export function reduceSum(x: Tensor, axes: readonly number[], keepAxes = false): Tensor {
  const kept = x.shape.map((n, i) => (axes.includes(i) ? 1 : n));
  return x.graph.emit({
    op: 'ReduceSum',
    inputs: [x, x.graph.int64(axes)],
    shape: keepAxes ? kept : x.shape.filter((_, i) => !axes.includes(i)),
    attributes: { keepdims: { int: keepAxes ? 1 : 0 }, noop_with_empty_axes: { int: 1 } },
    gradient: (dy) => [expand(keepAxes ? dy : reshape(dy, kept), x.shape), null],
  });
}
