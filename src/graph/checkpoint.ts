import { pullBack } from './autodiff.js';
import type { Tensor } from './graph.js';
import { add } from './ops/add.js';
import { mul } from './ops/mul.js';
import { reduceSum } from './ops/reduce-sum.js';

/**
 * f(x) with gradient checkpointing (Chen et al. 2016): its intermediate values are computed again for the gradient, and only x
 * is kept from the forward to the backward pass.
 *
 * The second computation starts from x + 0 * sum(output gradient), so that no scheduler can move it ahead of that
 * gradient. Where the gradient is not finite, so is the result.
 *
 * @param parameters other tensors that f depends on and that need gradients
 */
export function checkpoint(x: Tensor, parameters: readonly Tensor[], f: (x: Tensor) => Tensor): Tensor {
  const { graph } = x;
  const y = graph.detached(() => f(x));
  return graph.emit({
    op: 'Identity',
    inputs: [y],
    shape: y.shape,
    gradientInputs: [x, ...parameters],
    gradient: (dy) => {
      const nothing = mul(
        reduceSum(
          dy,
          dy.shape.map((_, axis) => axis),
        ),
        graph.scalar(0),
      );
      const late = add(x, nothing);
      const start = graph.nodes.length;
      const again = f(late);
      return pullBack(again, dy, [late, ...parameters], graph.nodes.slice(start));
    },
  });
}
