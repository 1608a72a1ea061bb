import { UnisonoError } from '../../core/errors.js';
import type { Tensor } from '../graph.js';
import { mul } from './mul.js';
import { neg } from './neg.js';
import { reduceSum } from './reduce-sum.js';
import { reshape } from './reshape.js';
import { sub } from './sub.js';

/**
 * Weighted cross-entropy: sum over rows of weight * -log softmax(logits)[target].
 *
 * @param logits [rows, classes]
 * @param targets int32 [rows]
 * @param weights [rows]; 1/n for a mean over n rows, 0 for padding
 * @returns a scalar
 */
export function crossEntropy(logits: Tensor, targets: Tensor, weights: Tensor): Tensor {
  const [rows] = logits.shape as [number, number];
  if (targets.size !== rows || weights.size !== rows) {
    throw new UnisonoError('SHAPE_MISMATCH', {
      op: 'crossEntropy',
      reason: `${rows} rows, ${targets.size} targets, ${weights.size} weights`,
    });
  }
  const picked = reshape(gatherElements(logSoftmax(logits), reshape(targets, [rows, 1])), [rows]);
  return neg(reduceSum(mul(picked, weights), [0]));
}

/** log softmax over the last axis. */
export function logSoftmax(x: Tensor): Tensor {
  const y: Tensor = x.graph.emit({
    op: 'LogSoftmax',
    inputs: [x],
    shape: x.shape,
    attributes: { axis: { int: -1 } },
    gradient: (dy) => [sub(dy, mul(exp(y), reduceSum(dy, [x.shape.length - 1], true)))],
  });
  return y;
}

/** One element per row of [rows, classes] at int32 indices [rows, 1]. */
function gatherElements(x: Tensor, indices: Tensor): Tensor {
  const [, classes] = x.shape as [number, number];
  return x.graph.emit({
    op: 'GatherElements',
    inputs: [x, indices],
    shape: indices.shape,
    attributes: { axis: { int: 1 } },
    gradient: (dy) => [mul(oneHot(reshape(indices, [indices.size]), classes), dy), null],
  });
}

function oneHot(indices: Tensor, classes: number): Tensor {
  const { graph } = indices;
  const offOn = graph.constant(Float32Array.of(0, 1), [2]);
  return graph.emit({
    op: 'OneHot',
    inputs: [indices, graph.constant(Int32Array.of(classes), [1]), offOn],
    shape: [...indices.shape, classes],
  });
}

function exp(x: Tensor): Tensor {
  return x.graph.emit({ op: 'Exp', inputs: [x], shape: x.shape });
}
