import type { Graph, Shape, Tensor } from '../graph.js';

/** Float32 zeros, made at run time and not stored in the graph. */
export function zeros(graph: Graph, shape: Shape): Tensor {
  return graph.emit({ op: 'ConstantOfShape', inputs: [graph.int64(shape)], shape });
}
