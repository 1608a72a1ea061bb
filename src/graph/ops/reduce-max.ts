import type { Tensor } from '../graph.js';
import { cast } from './cast.js';
import { div } from './div.js';
import { mul } from './mul.js';
import { reduceSum } from './reduce-sum.js';
import { reshape } from './reshape.js';

/** The maximum over one axis, which is dropped. Equal maxima share the gradient, as in torch.amax. */
export function reduceMax(x: Tensor, axis: number): Tensor {
  const kept = x.shape.map((n, i) => (i === axis ? 1 : n));
  const y: Tensor = x.graph.emit({
    op: 'ReduceMax',
    inputs: [x, x.graph.int64([axis])],
    shape: x.shape.filter((_, i) => i !== axis),
    attributes: { keepdims: { int: 0 } },
    gradient: (dy) => {
      const hit = cast(equal(x, reshape(y, kept)), 'float32');
      return [mul(div(hit, reduceSum(hit, [axis], true)), reshape(dy, kept)), null];
    },
  });
  return y;
}

function equal(a: Tensor, b: Tensor): Tensor {
  return a.graph.emit({ op: 'Equal', inputs: [a, b], shape: a.shape, type: 'bool' });
}
