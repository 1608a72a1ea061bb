import { familyMethod } from './task-arithmetic-family.js';

/**
 * Task arithmetic (Ilharco et al., "Editing Models with Task Arithmetic", arXiv 2212.04089, section 2):
 * theta = theta_base + lambda * sum_k w_k (theta_k - theta_base). As mergekit's task_arithmetic, which knows `density` too
 * and ignores it.
 */
export const taskArithmetic = familyMethod({
  name: 'task_arithmetic',
  title: 'Task Arithmetic',
  source: 'https://arxiv.org/abs/2212.04089',
  sparsification: 'none',
  elect: false,
  normalize: false,
  rescale: false,
});
