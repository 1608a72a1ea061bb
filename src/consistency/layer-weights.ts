import { UnisonoError } from '../core/errors.js';

/** Differences of distances below this share of the largest are rounding, not preference. */
const EQUAL = 1e-12;

/** The two constants of the sigmoid that turns a relative weight r into a merging weight w = sigmoid(a * r + b). */
export interface SigmoidScale {
  a: number;
  b: number;
}

/** Distance, inverted distance, relative weight and merging weight of every model in one layer. */
export interface ModelWeights {
  d: number[];
  inv: number[];
  r: number[];
  w: number[];
}

/**
 * Merging weights of the N models of one layer from their distances d (Peng et al. 2025, layer-wise merging):
 * inv_k = max_j d_j - d_k, r_k = inv_k / sum_j inv_j, w_k = sigmoid(a * r_k + b). When all distances are equal,
 * r_k = 1 / N. r sums to 1 and the most distant model has r = 0; w lies in 0..1 and does not sum to 1.
 * Throws SHAPE_MISMATCH without models or for a number that is not finite or a distance below 0.
 */
export function layerWeights(distances: readonly number[], { a, b }: SigmoidScale): ModelWeights {
  if (distances.length === 0) fail('no models');
  const bad = distances.findIndex((distance) => !(distance >= 0 && Number.isFinite(distance)));
  if (bad >= 0) fail(`the distance of model ${bad} is ${distances[bad]}`);
  if (!Number.isFinite(a) || !Number.isFinite(b)) fail(`a is ${a} and b is ${b}`);
  const largest = Math.max(...distances);
  const inv = distances.map((distance) => largest - distance);
  const sum = inv.reduce((total, value) => total + value, 0);
  const r = inv.map((value) => (sum <= EQUAL * largest ? 1 / distances.length : value / sum));
  return { d: [...distances], inv, r, w: r.map((value) => sigmoid(a * value + b)) };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function fail(reason: string): never {
  throw new UnisonoError('SHAPE_MISMATCH', { op: 'layer weights', reason });
}
