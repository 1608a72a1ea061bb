import { offsetPlan } from '../arithmetic/combine.js';
import { gramMatrix, inner, norm } from '../arithmetic/gram.js';
import { byPlan } from './by-plan.js';
import { type MergeMethod, type MethodInput, numberOf, tunedInputs } from './method.js';

/**
 * Barycentric interpolation on a hypersphere (Goddard, multislerp): project the weighted mean of the unit vectors to the
 * sphere, average the vectors in its tangent space, come back by the exponential map, and scale by the weighted norm. With
 * a base, vectors are differences from it. As mergekit's multislerp, but worked out from inner products in float64: the
 * result lies in the span of the models. Where the unit vectors cancel out or are zero (a tensor that no fine-tuning has
 * changed), there is no direction, and the result is the weighted mean; mergekit takes it for two models and fails for more.
 */
export const multislerp: MergeMethod = {
  name: 'multislerp',
  title: 'Multi-SLERP',
  source: 'https://goddard.blog/posts/multislerp-wow-what-a-cool-idea',
  inputs: { base: 'optional', leastTuned: 1 },
  parameters: [
    { name: 'weight', type: 'number', scope: 'tuned', description: 'weight of a model' },
    {
      name: 'normalize_weights',
      type: 'boolean',
      scope: 'shared',
      default: true,
      description: 'divide the weights by their sum',
    },
    {
      name: 'eps',
      type: 'number',
      scope: 'shared',
      default: 1e-8,
      minimum: 0,
      description: 'lower bound of divisors',
    },
  ],
  ...byPlan((input) => {
    const tuned = tunedInputs(input);
    const { base, stream } = input;
    // A single model is itself, whatever the base.
    if (tuned.length === 1) {
      const coefficients = Array.from({ length: stream.inputs }, (_, k) => Number(k === tuned[0]));
      return { kind: 'combination', coefficients, divisor: 1 };
    }
    const coefficients = barycenter(
      gramMatrix(stream, tuned, base),
      weightsOf(input, tuned),
      numberOf(input.shared, 'eps'),
    );
    if (base !== undefined) return offsetPlan(base, tuned, coefficients);
    return { kind: 'combination', coefficients, divisor: 1 };
  }),
  problem: ({ normalize_weights: normalize }, perModel) => {
    const weights = perModel.flatMap(({ weight }) => (weight === undefined ? [] : [weight as number]));
    return normalize && weights.reduce((sum, weight) => sum + weight, 0) === 0
      ? 'the weights add up to 0, and normalize_weights divides by their sum'
      : undefined;
  },
};

function weightsOf({ perModel, shared }: MethodInput, tuned: readonly number[]): number[] {
  const weights = tuned.map((k) => numberOf(perModel[k]!, 'weight'));
  const total = shared.normalize_weights ? weights.reduce((sum, weight) => sum + weight, 0) : 1;
  return weights.map((weight) => weight / total);
}

/** Coefficients of the vectors whose inner products are given. */
function barycenter(gram: readonly (readonly number[])[], weights: readonly number[], eps: number): number[] {
  const norms = gram.map((row, k) => Math.sqrt(row[k]!));
  const unit = (k: number) => norms.map((size, j) => (j === k ? 1 / (size + eps) : 0));
  const mean = weights.map((weight, k) => weight / (norms[k]! + eps));
  const size = norm(gram, mean);
  if (!(size >= eps)) return [...weights];
  const pole = mean.map((x) => x / size);
  // sum_k w_k (u_k - <u_k, pole> pole)
  const tangent = mean.map((x, j) => {
    const along = weights.reduce((sum, weight, k) => sum + weight * inner(gram, unit(k), pole), 0);
    return x - along * pole[j]!;
  });
  const angle = norm(gram, tangent) + eps;
  const scale = norms.reduce((sum, length, k) => sum + length * weights[k]!, 0);
  return pole.map((x, j) => scale * (x * Math.cos(angle) + tangent[j]! * (Math.sin(angle) / angle)));
}
