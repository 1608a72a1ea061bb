import { familyMethod } from './task-arithmetic-family.js';

/**
 * Model Breadcrumbs (Davari and Belilovsky, "Model Breadcrumbs: Scaling Multi-Task Model Merging with Sparse Masks",
 * arXiv 2312.06795, section 3): the largest changes of a tensor are dropped as outliers, and the smallest as noise. As
 * mergekit's breadcrumbs: the share `density` is kept, and `gamma` gives way where both cannot be had. Of equal
 * magnitudes at a boundary the first count as larger.
 */
export const breadcrumbs = familyMethod({
  name: 'breadcrumbs',
  title: 'Model Breadcrumbs',
  source: 'https://arxiv.org/abs/2312.06795',
  sparsification: 'magnitude-outliers',
  elect: false,
  normalize: false,
  rescale: false,
});
