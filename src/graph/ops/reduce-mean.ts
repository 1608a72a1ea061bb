import type { Tensor } from '../graph.js';
import { expand } from './expand.js';
import { mul } from './mul.js';
import { reshape } from './reshape.js';

/** Averages over `axes`; they stay as size 1 if `keepAxes`, else they are dropped. */
export function reduceMean(x: Tensor, axes: readonly number[], keepAxes = false): Tensor {
  const kept = x.shape.map((n, i) => (axes.includes(i) ? 1 : n));
  const count = axes.reduce((product, axis) => product * (x.shape[axis] as number), 1);
  return x.graph.emit({
    op: 'ReduceMean',
    inputs: [x, x.graph.int64(axes)],
    shape: keepAxes ? kept : x.shape.filter((_, i) => !axes.includes(i)),
    attributes: { keepdims: { int: keepAxes ? 1 : 0 }, noop_with_empty_axes: { int: 1 } },
    gradient: (dy) => [expand(mul(keepAxes ? dy : reshape(dy, kept), x.graph.scalar(1 / count)), x.shape), null],
  });
}
