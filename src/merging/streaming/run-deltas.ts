import type { MergeKernels } from '../kernels/merge-kernels.js';
import { isRescaled } from '../methods/merge-deltas.js';
import { rescaleFactor } from '../sparsify/norms.js';
import { CutPasses } from './cut-passes.js';
import { DeltaMasks, isRanked } from './delta-masks.js';
import { DeltaSum } from './delta-sum.js';
import type { DeltaPlan } from './kernel-plan.js';
import type { KernelRun, Pass, Piece } from './kernel-run.js';
import type { TensorJob } from './tensor-job.js';

/** Sums restart at every block of so many elements, so pieces and parts of them begin at one. */
const SUM_UNIT = 256;
/** Elements that all passes over a part take before the next part, so that it stays in the processor's cache. */
const PART = 16_384;
/** Elements between two places where others may use the thread. */
const PAUSE = 1 << 19;

/** Sums deltas with the kernels; the bits are those of `mergeDeltas`. */
export function deltasRun(kernels: MergeKernels, plan: DeltaPlan, job: TensorJob): KernelRun {
  const { base, tuned, sparsifiers, rescale } = plan;
  const row = sparsifiers.find(isRanked)?.row;
  const unit = row ?? SUM_UNIT;
  const cuts = new CutPasses(kernels, plan, job);
  const masks = new DeltaMasks(kernels, plan, job);
  const sum = new DeltaSum(kernels, plan, job);
  const summed = rescale && sparsifiers.some(isRescaled);
  let [begun, factors] = [false, tuned.map(() => 1)];

  function* measure(piece: Piece) {
    if (!begun) masks.begin(cuts.found);
    begun = true;
    for (const stretch of parts(0, piece.count, PAUSE, unit)) {
      for (const [at, count] of parts(...stretch, PART, unit)) masks.apply(piece, at, count);
      yield;
    }
    if (!piece.last) return;
    const { norms } = masks;
    factors = tuned.map((_, n) => (isRescaled(sparsifiers[n]!) ? rescaleFactor(norms[n]!.before, norms[n]!.after) : 1));
    begun = false;
  }

  function* merge(piece: Piece) {
    // What was measured as a whole was masked too, and is in memory still; the sum trims on its own by indexed cuts.
    const masked = (summed && piece.whole) || cuts.indexed !== undefined || !masks.drop;
    if (!begun) masks.begin(cuts.found);
    begun = true;
    sum.begin(factors);
    for (const stretch of parts(0, piece.count, PAUSE, unit)) {
      for (const [at, count] of parts(...stretch, masked ? PAUSE : PART, unit)) {
        if (!masked) masks.apply(piece, at, count);
        if (cuts.indexed !== undefined) sum.applyCut(piece, at, count, cuts.indexed);
        else sum.apply(piece, at, count);
      }
      yield;
    }
  }

  const passes: Pass[] = [...cuts.passes, ...(summed ? [measure] : []), merge];
  return { order: [base, ...tuned], unit, tables: Math.max(cuts.tables, masks.tables), passes };
}

/** `count` elements from `begin` on as [first element, elements] of about `size`, in multiples of the unit. */
function* parts(begin: number, count: number, size: number, unit: number): Generator<readonly [number, number]> {
  const step = Math.max(1, Math.floor(size / unit)) * unit;
  for (let at = begin; at < begin + count; at += step) yield [at, Math.min(step, begin + count - at)];
}
