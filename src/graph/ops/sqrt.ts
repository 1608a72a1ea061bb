import type { Tensor } from '../graph.js';
import { div } from './div.js';
import { mul } from './mul.js';

/** The square root; its gradient at 0 is infinite, so add an epsilon before. */
export function sqrt(x: Tensor): Tensor {
  const root: Tensor = x.graph.emit({
    op: 'Sqrt',
    inputs: [x],
    shape: x.shape,
    gradient: (dy) => [div(mul(dy, x.graph.scalar(0.5)), root)],
  });
  return root;
}
