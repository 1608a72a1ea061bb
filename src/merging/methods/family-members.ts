import type { MergeMethod } from './method.js';
import { type FamilyMember, familyMethod } from './task-arithmetic-family.js';

const DARE = 'https://arxiv.org/abs/2311.03099';
const DELLA = 'https://arxiv.org/abs/2406.11617';
const BREADCRUMBS = 'https://arxiv.org/abs/2312.06795';

const MEMBERS: readonly FamilyMember[] = [
  // Task arithmetic (Ilharco et al., "Editing Models with Task Arithmetic", section 2): theta = theta_base + lambda * sum_k
  // w_k (theta_k - theta_base). mergekit's task_arithmetic accepts `density` too, and ignores it.
  {
    name: 'task_arithmetic',
    title: 'Task Arithmetic',
    source: 'https://arxiv.org/abs/2212.04089',
    sparsification: 'none',
    elect: false,
    normalize: false,
    rescale: false,
  },
  // TIES (Yadav et al., "TIES-Merging: Resolving Interference When Merging Models", algorithm 1): trim each delta to its
  // largest elements, elect a sign per element, and average what agrees. As in mergekit, signs are elected by weighted
  // deltas, and the average is over the agreeing models' weights.
  {
    name: 'ties',
    title: 'TIES',
    source: 'https://arxiv.org/abs/2306.01708',
    sparsification: 'magnitude',
    elect: true,
    normalize: true,
    rescale: false,
  },
  // DARE (Yu et al., "Language Models are Super Mario", equation 4) before task arithmetic: elements are dropped at random.
  // As in mergekit, what is left is scaled to the delta's own L1 norm (`rescale`), not by the paper's 1 / (1 - p), which it
  // equals in expectation.
  {
    name: 'dare_linear',
    title: 'DARE Linear',
    source: DARE,
    sparsification: 'random',
    elect: false,
    normalize: false,
    rescale: true,
  },
  // The same before TIES' election; nothing is divided by the weights unless `normalize` says so.
  {
    name: 'dare_ties',
    title: 'DARE TIES',
    source: DARE,
    sparsification: 'random',
    elect: true,
    normalize: false,
    rescale: true,
  },
  // DELLA (Deep et al., "DELLA-Merging: Reducing Interference in Model Merging through Magnitude-Based Sampling"): MAGPRUNE
  // (section 3.1) drops elements at random, small ones of a row more often, then TIES' election. As in mergekit, scaled to the
  // delta's own L1 norm instead of by each element's 1 / (1 - p). Elements are ranked within an output row, for tensors of
  // three or more dimensions too, where mergekit ranks along the second alone.
  {
    name: 'della',
    title: 'DELLA',
    source: DELLA,
    sparsification: 'ranked',
    elect: true,
    normalize: true,
    rescale: true,
  },
  // The same without an election.
  {
    name: 'della_linear',
    title: 'DELLA Linear',
    source: DELLA,
    sparsification: 'ranked',
    elect: false,
    normalize: false,
    rescale: true,
  },
  // Model Breadcrumbs (Davari and Belilovsky, "Model Breadcrumbs: Scaling Multi-Task Model Merging with Sparse Masks", section
  // 3): the largest changes of a tensor are dropped as outliers, and the smallest as noise. As in mergekit, the share
  // `density` is kept, and `gamma` gives way where both cannot be had.
  {
    name: 'breadcrumbs',
    title: 'Model Breadcrumbs',
    source: BREADCRUMBS,
    sparsification: 'magnitude-outliers',
    elect: false,
    normalize: false,
    rescale: false,
  },
  // The same before TIES' election.
  {
    name: 'breadcrumbs_ties',
    title: 'Model Breadcrumbs with TIES',
    source: BREADCRUMBS,
    sparsification: 'magnitude-outliers',
    elect: true,
    normalize: false,
    rescale: false,
  },
];

/**
 * The methods that add sparsified deltas to the base, one a row: mergekit's, of these names, with its parameters and
 * defaults. `familyMethod` lists the differences from mergekit's arithmetic.
 */
export const TASK_ARITHMETIC_FAMILY: readonly MergeMethod[] = MEMBERS.map(familyMethod);
