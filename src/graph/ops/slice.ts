import type { Tensor } from '../graph.js';
import { concat } from './concat.js';
import { zeros } from './zeros.js';

/** Elements start (inclusive) to end (exclusive) of `axis` (not negative). */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const { graph } = x;
  const length = x.shape[axis] as number;
  const withLength = (n: number) => x.shape.map((size, i) => (i === axis ? n : size));
  return graph.emit({
    op: 'Slice',
    inputs: [x, graph.int64([start]), graph.int64([end]), graph.int64([axis])],
    shape: withLength(end - start),
    gradient: (dy) => {
      const parts = [dy];
      if (start > 0) parts.unshift(zeros(graph, withLength(start)));
      if (end < length) parts.push(zeros(graph, withLength(length - end)));
      return [parts.length === 1 ? dy : concat(parts, axis), null, null, null];
    },
  });
}
