import { familyMethod } from './task-arithmetic-family.js';

/**
 * Model Breadcrumbs (Davari and Belilovsky, arXiv 2312.06795, section 3) before TIES' sign election (Yadav et al., arXiv
 * 2306.01708, section 3.2), as mergekit's breadcrumbs_ties; see ./breadcrumbs.ts.
 */
export const breadcrumbsTies = familyMethod({
  name: 'breadcrumbs_ties',
  title: 'Model Breadcrumbs with TIES',
  source: 'https://arxiv.org/abs/2312.06795',
  sparsification: 'magnitude-outliers',
  elect: true,
  normalize: false,
  rescale: false,
});
