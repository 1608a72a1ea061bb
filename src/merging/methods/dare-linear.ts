import { familyMethod } from './task-arithmetic-family.js';

/**
 * DARE (Yu et al., "Language Models are Super Mario", arXiv 2311.03099, equation 4) before task arithmetic: elements are
 * dropped at random. As mergekit's dare_linear, what is left is scaled to the delta's own L1 norm (`rescale`), not by the
 * paper's 1 / (1 - p), which it equals in expectation.
 */
export const dareLinear = familyMethod({
  name: 'dare_linear',
  title: 'DARE Linear',
  source: 'https://arxiv.org/abs/2311.03099',
  sparsification: 'random',
  elect: false,
  normalize: false,
  rescale: true,
});
