import { byPlan } from './by-plan.js';
import { type MergeMethod, numberOf } from './method.js';

/**
 * Weighted average (model soups: Wortsman et al., arXiv 2203.05482): theta = sum_k w_k theta_k, divided by sum_k w_k
 * unless `normalize` is false. As mergekit's linear.
 */
export const linear: MergeMethod = {
  name: 'linear',
  title: 'Linear',
  source: 'https://arxiv.org/abs/2203.05482',
  inputs: { base: 'ignored' },
  parameters: [
    { name: 'weight', type: 'number', scope: 'model', description: 'weight of a model' },
    { name: 'normalize', type: 'boolean', scope: 'shared', default: true, description: 'divide by the sum of weights' },
  ],
  ...byPlan(({ shared, perModel }) => {
    const coefficients = perModel.map((values) => numberOf(values, 'weight'));
    const total = coefficients.reduce((sum, weight) => Math.fround(sum + Math.fround(weight)), 0);
    return { kind: 'combination', coefficients, divisor: shared.normalize ? total : 1 };
  }),
  problem: ({ normalize }, perModel) =>
    normalize && perModel.reduce((sum, values) => sum + numberOf(values, 'weight'), 0) === 0
      ? 'the weights add up to 0, and normalize divides by their sum'
      : undefined,
};
