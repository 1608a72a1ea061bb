import { UnisonoError } from '../../core/errors.js';
import type { Tensor } from '../graph.js';
import { exp } from './exp.js';
import { mul } from './mul.js';
import { neg } from './neg.js';
import { reduceSum } from './reduce-sum.js';
import { reshape } from './reshape.js';
import { sub } from './sub.js';

/**
 * Weighted cross-entropy: sum over rows of weight * -log softmax(logits)[target].
 *
 * The gradient weight * (softmax(logits) - one-hot target) is computed in one matrix as large as the logits, the
 * largest matrix of a training step.
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
  const { graph } = logits;
  const column = (t: Tensor) => reshape(t, [rows, 1]);
  const { logProbabilities, picked, loss } = graph.detached(() => {
    const logProbabilities = logSoftmax(logits);
    const picked = reshape(gatherElements(logProbabilities, column(targets)), [rows]);
    return { logProbabilities, picked, loss: neg(reduceSum(mul(picked, weights), [0])) };
  });
  return graph.emit({
    op: 'Identity',
    inputs: [loss],
    shape: [],
    gradientInputs: [logits, weights],
    gradient: (dy) => {
      const scale = column(mul(weights, dy));
      const scaled = mul(exp(logProbabilities), scale);
      return [addAt(scaled, column(targets), neg(scale)), neg(mul(picked, dy))];
    },
  });
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
  return x.graph.emit({
    op: 'GatherElements',
    inputs: [x, indices],
    shape: indices.shape,
    attributes: { axis: { int: 1 } },
  });
}

/** x with one element per row, at int32 indices [rows, 1], raised by updates [rows, 1]. */
function addAt(x: Tensor, indices: Tensor, updates: Tensor): Tensor {
  return x.graph.emit({
    op: 'ScatterElements',
    inputs: [x, indices, updates],
    shape: x.shape,
    attributes: { axis: { int: 1 }, reduction: { string: 'add' } },
  });
}
