import type { Tensor } from '../graph.js';
import { exp } from './exp.js';
import { mul } from './mul.js';
import { neg } from './neg.js';

/** The error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. */
export function erf(x: Tensor): Tensor {
  const slope = x.graph.scalar(2 / Math.sqrt(Math.PI));
  return x.graph.emit({
    op: 'Erf',
    inputs: [x],
    shape: x.shape,
    gradient: (dy) => [mul(dy, mul(slope, exp(neg(mul(x, x)))))],
  });
}
