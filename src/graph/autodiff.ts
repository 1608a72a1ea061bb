import { UnisonoError } from '../core/errors.js';
import type { Node, Tensor } from './graph.js';
import { add } from './ops/add.js';

/**
 * Reverse-mode differentiation: appends to the graph the nodes that compute d(loss)/d(each of `wrt`).
 *
 * @param loss a float32 scalar (rank 0)
 * @param wrt tensors that `loss` depends on, usually graph inputs
 * @returns one tensor per entry of `wrt`, of that entry's shape
 * @throws SHAPE_MISMATCH if `loss` is no scalar or does not depend on an entry of `wrt`
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (loss.shape.length !== 0)
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'gradients', reason: 'the loss must be a scalar' });
  const { graph } = loss;
  const forward = [...graph.nodes];
  const needed = nodesThatDependOn(wrt, forward);
  const collected = new Map<Tensor, Tensor>([[loss, graph.scalar(1)]]);
  for (const node of forward.reverse()) {
    const output = node.outputs[0] as Tensor;
    const outputGradient = collected.get(output);
    if (!needed.has(node) || !outputGradient || !node.gradient) continue;
    const inputGradients = node.gradient(outputGradient);
    for (const [i, input] of node.inputs.entries()) {
      const gradient = inputGradients[i];
      if (!gradient || !(wrt.includes(input) || (input.node && needed.has(input.node)))) continue;
      const sum = collected.get(input);
      collected.set(input, sum ? add(sum, gradient) : gradient);
    }
  }
  return wrt.map((tensor) => {
    const gradient = collected.get(tensor);
    if (!gradient)
      throw new UnisonoError('SHAPE_MISMATCH', {
        op: 'gradients',
        reason: `the loss does not depend on ${tensor.name}`,
      });
    return gradient;
  });
}

function nodesThatDependOn(sources: readonly Tensor[], nodes: readonly Node[]): Set<Node> {
  const reached = new Set<Tensor>(sources);
  const dependent = new Set<Node>();
  for (const node of nodes) {
    if (!node.inputs.some((input) => reached.has(input))) continue;
    dependent.add(node);
    for (const output of node.outputs) reached.add(output);
  }
  return dependent;
}
