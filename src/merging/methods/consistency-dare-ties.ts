import { cachedKey, DROP_PROBABILITY, dropThreshold, rescaledWeight } from '../arithmetic/dare.js';
import { byPlan } from './by-plan.js';
import { type MergeMethod, numberOf, tunedInputs } from './method.js';

/**
 * Layer-wise consistency-aware merging (Peng et al., "Harmonizing Diverse Models", EMNLP 2025, arXiv 2510.14915, equations 3
 * and 5): DARE with rescaling by 1 / (1 - p), TIES' election by unweighted deltas, then theta = theta_base + sum_k w_k
 * delta_k, nothing renormalized. The weights of the layers come from `unisono weights` (the configuration's
 * `layer_weights`) or from `weight` like any parameter. `weighted_election` takes mergekit's order instead: weights first,
 * then the election, and `normalize` if asked for; it still rescales by 1 / (1 - p). mergekit has no such method.
 */
export const consistencyDareTies: MergeMethod = {
  name: 'consistency_dare_ties',
  title: 'Consistency-aware DARE TIES',
  source: 'https://arxiv.org/abs/2510.14915',
  inputs: { base: 'required', leastTuned: 1 },
  random: true,
  parameters: [
    { name: 'weight', type: 'number', scope: 'tuned', description: 'w of a model, by layer' },
    {
      name: 'density',
      type: 'number',
      scope: 'shared',
      default: 1 - DROP_PROBABILITY,
      minimum: 2 ** -16,
      maximum: 1,
      description: 'share of every delta that is kept, 1 - p; the paper does not give p',
    },
    {
      name: 'weighted_election',
      type: 'boolean',
      scope: 'shared',
      default: false,
      description: 'elect signs by weighted deltas',
    },
    {
      name: 'normalize',
      type: 'boolean',
      scope: 'shared',
      default: false,
      description: 'with weighted_election: divide by the sum of the weights used',
    },
  ],
  ...byPlan((input) => {
    const { shared, perModel, maskKey } = input;
    const tuned = tunedInputs(input);
    const p = 1 - numberOf(shared, 'density');
    const base = input.base as number;
    const threshold = dropThreshold(p);
    const plain = tuned.map((k) => numberOf(perModel[k]!, 'weight'));
    const weights = plain.map((weight) => rescaledWeight(weight, p));
    const keys = tuned.map((k) => cachedKey((block) => maskKey(k, block)));
    if (!shared.weighted_election) return { kind: 'dare-ties', base, tuned, weights, threshold, keys };
    return {
      kind: 'deltas',
      base,
      tuned,
      weights,
      sparsifiers: keys.map((key) => ({ kind: 'random', threshold, key })),
      rescale: false,
      elect: true,
      normalize: shared.normalize === true,
      lambda: shared.normalize ? 1 / (1 - threshold / 65_536) : 1,
    };
  }),
  problem: ({ normalize, weighted_election: weighted }) =>
    normalize && !weighted ? 'normalize needs weighted_election' : undefined,
};
