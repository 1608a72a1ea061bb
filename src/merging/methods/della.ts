import { familyMethod } from './task-arithmetic-family.js';

/**
 * DELLA (Deep et al., "DELLA-Merging: Reducing Interference in Model Merging through Magnitude-Based Sampling", arXiv
 * 2406.11617): MAGPRUNE (section 3.1) drops elements at random, small ones of a row more often, then TIES' election. As
 * mergekit's della, scaled to the delta's own L1 norm instead of by each element's 1 / (1 - p). Elements are ranked within
 * an output row, for tensors of three or more dimensions too, where mergekit ranks along the second alone.
 */
export const della = familyMethod({
  name: 'della',
  title: 'DELLA',
  source: 'https://arxiv.org/abs/2406.11617',
  sparsification: 'ranked',
  elect: true,
  normalize: true,
  rescale: true,
});
