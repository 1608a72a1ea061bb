import type { DeltaPlan } from '../arithmetic/kernel-plan.js';
import { isRescaled } from '../arithmetic/merge-deltas.js';
import { rescaleFactor } from '../arithmetic/norms.js';
import { type MergeKernels, UNROLLED_MODELS } from '../kernels/merge-kernels.js';
import { DeltaCuts } from './delta-cuts.js';
import { DeltaMasks, isRanked } from './delta-masks.js';
import { DeltaSum } from './delta-sum.js';
import type { KernelRun } from './kernel-run.js';
import { kernelType } from './kernel-types.js';
import type { TensorJob } from './tensor-job.js';

/** Sums restart at every block of this many elements, so parts begin at a block. */
const SUM_UNIT = 256;
/** Number of parts after which the thread is yielded. */
export const PAUSE_PARTS = 8;

/** Sums deltas with the kernels; the bits are those of `mergeDeltas`. */
export function deltasRun(kernels: MergeKernels, plan: DeltaPlan, job: TensorJob): KernelRun {
  const { base, tuned, sparsifiers } = plan;
  const row = sparsifiers.find(isRanked)?.row;
  const summed = plan.rescale && sparsifiers.some(isRescaled);
  const unrolled = kernelType(job) === 'BFloat16' && tuned.length <= UNROLLED_MODELS;
  const cuts = new DeltaCuts(kernels, plan, job, unrolled && !summed);
  const masks = new DeltaMasks(kernels, plan, job, cuts.tables, summed);
  const sum = new DeltaSum(kernels, plan, job, unrolled);
  let masked = false;
  return {
    order: [base, ...tuned],
    unit: row ?? SUM_UNIT,
    rereads: summed || cuts.tables > 0,
    tables: cuts.tables + masks.tables,
    *prepare(loader) {
      yield* cuts.find(loader);
      masks.begin(cuts.found);
      let factors = tuned.map(() => 1);
      if (summed) {
        let parts = 0;
        for (const part of loader.parts()) {
          if (loader.holds) masks.apply(part);
          else masks.keep(part);
          if (++parts % PAUSE_PARTS === 0) yield;
        }
        factors = masks.norms.map(({ before, after }, n) =>
          isRescaled(sparsifiers[n]!) ? rescaleFactor(before, after) : 1,
        );
        masks.begin(cuts.found);
      }
      // Parts that stay in memory were already masked by the pass for the norms.
      masked = summed && loader.holds;
      sum.begin(factors);
    },
    merge(part, out) {
      if (cuts.indexed !== undefined) sum.cut(part, out, cuts.indexed);
      else if (masked) sum.all(part, out);
      else if (masks.bits === undefined) {
        masks.apply(part);
        sum.all(part, out);
      } else if (unrolled && plan.elect !== 'unweighted') sum.kept(part, out, masks.bits);
      else {
        masks.applyBits(part);
        sum.all(part, out);
      }
    },
  };
}
