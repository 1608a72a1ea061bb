import type { MergeKernels } from '../kernels/merge-kernels.js';
import { KernelMemory, PIECE_BYTES, type PieceSizes } from './kernel-memory.js';
import type { CombinationPlan } from './kernel-plan.js';
import type { TensorJob } from './tensor-job.js';

/** Carries a linear combination out with the kernels; the bits are those of `combine`. */
export function runCombination(
  kernels: MergeKernels,
  { coefficients, divisor }: CombinationPlan,
  job: TensorJob,
  sizes: PieceSizes = {},
): void {
  const order = coefficients.map((_, k) => k);
  // One pass needs no more of a tensor than a piece.
  const piece = sizes.piece ?? PIECE_BYTES;
  const memory = new KernelMemory(kernels, job, order, 8, 0, { window: piece, piece });
  const parameters = kernels.floats(kernels.exports.parameters(), order.length * 8);
  coefficients.forEach((coefficient, k) => {
    parameters.fill(coefficient, k * 8, k * 8 + 8);
  });
  memory.eachPiece((first, count, steps) => {
    const [from, by] = [memory.address(0), Math.fround(divisor)];
    kernels.exports[`combine${memory.writing}`](from, memory.stride, from, steps, order.length, by);
    memory.write(first, count, from);
  });
}
