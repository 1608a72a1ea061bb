import { familyMethod } from './task-arithmetic-family.js';

/**
 * DELLA's MAGPRUNE (Deep et al., arXiv 2406.11617, section 3.1) before task arithmetic, without an election; see
 * ./della.ts for where it departs from the paper and from mergekit.
 */
export const dellaLinear = familyMethod({
  name: 'della_linear',
  title: 'DELLA Linear',
  source: 'https://arxiv.org/abs/2406.11617',
  sparsification: 'ranked',
  elect: false,
  normalize: false,
  rescale: true,
});
