import { UnisonoError } from '../core/errors.js';
import type { Shape, Tensor } from './graph.js';
import { reduceSum } from './ops/reduce-sum.js';
import { reshape } from './ops/reshape.js';

/** The NumPy broadcast of two shapes. Throws SHAPE_MISMATCH naming `op`. */
export function broadcastShapes(op: string, a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const m = a[i - rank + a.length] ?? 1;
    const n = b[i - rank + b.length] ?? 1;
    if (m !== n && m !== 1 && n !== 1) {
      throw new UnisonoError('SHAPE_MISMATCH', { op, reason: `[${a}] and [${b}] do not broadcast` });
    }
    return m === 1 ? n : m;
  });
}

/** Sums a broadcast gradient back to `shape`: the gradient of broadcasting. */
export function sumToShape(gradient: Tensor, shape: Shape): Tensor {
  const extra = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((n, i) => (i < extra || (shape[i - extra] === 1 && n !== 1) ? [i] : []));
  const summed = axes.length ? reduceSum(gradient, axes) : gradient;
  return summed.shape.join() === shape.join() ? summed : reshape(summed, shape);
}
