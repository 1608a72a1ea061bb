import type { Tensor } from '../graph.js';
import { slice } from './slice.js';

/** Joins tensors along `axis` (not negative); the other axes must be equal. */
export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const first = parts[0] as Tensor;
  const total = parts.reduce((sum, part) => sum + (part.shape[axis] as number), 0);
  return first.graph.emit({
    op: 'Concat',
    inputs: parts,
    shape: first.shape.map((n, i) => (i === axis ? total : n)),
    attributes: { axis: { int: axis } },
    gradient: (dy) => {
      let start = 0;
      return parts.map((part) => {
        const end = start + (part.shape[axis] as number);
        const piece = slice(dy, axis, start, end);
        start = end;
        return piece;
      });
    },
  });
}
