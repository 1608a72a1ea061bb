import { UnisonoError } from '../core/errors.js';
import type { Node, Tensor } from './graph.js';
import { add } from './ops/add.js';

/**
 * Reverse-mode differentiation: appends to the graph the nodes that compute d(loss)/d(each of `wrt`).
 *
 * @param loss a float32 scalar (rank 0)
 * @param wrt tensors that `loss` depends on, usually graph inputs
 * @returns one tensor per entry of `wrt`, of that entry's shape
 * @throws SHAPE_MISMATCH if `loss` is not a scalar or does not depend on an entry of `wrt`
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (loss.shape.length !== 0)
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'gradients', reason: 'the loss must be a scalar' });
  const { graph } = loss;
  return pullBack(loss, graph.scalar(1), wrt, graph.nodes).map((gradient, i) => {
    if (gradient) return gradient;
    const reason = `the loss does not depend on ${wrt[i]?.name}`;
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'gradients', reason });
  });
}

/**
 * The vector-Jacobian product of a part of the graph.
 *
 * @param output of that part @param outputGradient of its shape
 * @param nodes the part, in topological order
 * @returns one gradient per entry of `wrt`; null where `output` does not depend on it
 */
export function pullBack(
  output: Tensor,
  outputGradient: Tensor,
  wrt: readonly Tensor[],
  nodes: readonly Node[],
): (Tensor | null)[] {
  const part = [...nodes];
  const needed = nodesThatDependOn(wrt, part);
  const sources = new Set(wrt);
  const collected = new Map<Tensor, Tensor>([[output, outputGradient]]);
  for (const node of part.reverse()) {
    const gradientOfOutput = collected.get(node.outputs[0] as Tensor);
    if (!needed.has(node) || !gradientOfOutput || !node.gradient) continue;
    const inputGradients = node.gradient(gradientOfOutput);
    for (const [i, input] of node.gradientInputs.entries()) {
      const gradient = inputGradients[i];
      if (!gradient || !(sources.has(input) || (input.node && needed.has(input.node)))) continue;
      const sum = collected.get(input);
      collected.set(input, sum ? add(sum, gradient) : gradient);
    }
  }
  return wrt.map((tensor) => collected.get(tensor) ?? null);
}

function nodesThatDependOn(sources: readonly Tensor[], nodes: readonly Node[]): Set<Node> {
  const reached = new Set<Tensor>(sources);
  const dependent = new Set<Node>();
  for (const node of nodes) {
    if (!node.gradientInputs.some((input) => reached.has(input))) continue;
    dependent.add(node);
    for (const output of node.outputs) reached.add(output);
  }
  return dependent;
}
