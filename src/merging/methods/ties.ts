import { familyMethod } from './task-arithmetic-family.js';

/**
 * TIES (Yadav et al., "TIES-Merging: Resolving Interference When Merging Models", arXiv 2306.01708, algorithm 1): trim
 * each delta to its largest elements, elect a sign per element, and average what agrees. As mergekit's ties: signs are
 * elected by weighted deltas, and the average is over the agreeing models' weights. Of equal magnitudes at the boundary
 * the first are kept, where mergekit's choice is its sort's.
 */
export const ties = familyMethod({
  name: 'ties',
  title: 'TIES',
  source: 'https://arxiv.org/abs/2306.01708',
  sparsification: 'magnitude',
  elect: true,
  normalize: true,
  rescale: false,
});
