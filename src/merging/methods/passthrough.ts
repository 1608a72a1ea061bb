import { byPlan } from './by-plan.js';
import type { MergeMethod } from './method.js';

/** An unchanged model, for merges of layer ranges; `scale` multiplies a tensor. As mergekit's passthrough. */
export const passthrough: MergeMethod = {
  name: 'passthrough',
  title: 'Passthrough',
  source: 'https://arxiv.org/abs/2312.15166',
  inputs: { base: 'ignored', most: 1 },
  parameters: [
    {
      name: 'scale',
      type: 'number',
      scope: 'model',
      optional: true,
      description: 'factor of the tensor; 1 if not given',
    },
  ],
  ...byPlan(({ perModel }) => ({
    kind: 'combination',
    coefficients: [(perModel[0]!.scale as number | undefined) ?? 1],
    divisor: 1,
  })),
};
