import type { Tensor } from '../graph.js';
import { expand } from './expand.js';
import { gatherRows } from './gather-rows.js';
import { reshape } from './reshape.js';
import { zeros } from './zeros.js';

/**
 * A zero matrix [rows, D] to which updates [n, D] are added at int32 indices [n]; the transpose of `gatherRows`.
 * ScatterElements adds one by one; ScatterND adds in parallel without locks and loses updates of repeated rows.
 */
export function scatterAddRows(rows: number, indices: Tensor, updates: Tensor): Tensor {
  const { graph } = updates;
  const [count, width] = updates.shape as [number, number];
  return graph.emit({
    op: 'ScatterElements',
    inputs: [zeros(graph, [rows, width]), expand(reshape(indices, [count, 1]), [count, width]), updates],
    shape: [rows, width],
    attributes: { axis: { int: 0 }, reduction: { string: 'add' } },
    gradient: (dy) => [null, null, gatherRows(dy, indices)],
  });
}
