import type { Tensor } from '../graph.js';
import { add } from './add.js';
import { erf } from './erf.js';
import { exp } from './exp.js';
import { mul } from './mul.js';

/**
 * x Phi(x), where Phi is the normal distribution function by the error function, not by tanh (Hendrycks & Gimpel 2016);
 * PyTorch's gelu. One node forward; the gradient Phi(x) + x phi(x) is built from standard ones.
 */
export function gelu(x: Tensor): Tensor {
  const { graph } = x;
  return graph.emit({
    op: 'Gelu',
    domain: 'com.microsoft',
    inputs: [x],
    shape: x.shape,
    gradient: (dy) => {
      const half = graph.scalar(0.5);
      const distribution = mul(half, add(graph.scalar(1), erf(mul(x, graph.scalar(Math.SQRT1_2)))));
      const density = mul(graph.scalar(1 / Math.sqrt(2 * Math.PI)), exp(mul(graph.scalar(-0.5), mul(x, x))));
      return [mul(dy, add(distribution, mul(x, density)))];
    },
  });
}
