import { familyMethod } from './task-arithmetic-family.js';

/**
 * DARE (Yu et al., arXiv 2311.03099, equation 4) before TIES' sign election (Yadav et al., arXiv 2306.01708, section
 * 3.2). As mergekit's dare_ties: rescaled to the delta's own L1 norm, signs elected by weighted deltas, nothing divided
 * by the weights unless `normalize` says so.
 */
export const dareTies = familyMethod({
  name: 'dare_ties',
  title: 'DARE TIES',
  source: 'https://arxiv.org/abs/2311.03099',
  sparsification: 'random',
  elect: true,
  normalize: false,
  rescale: true,
});
