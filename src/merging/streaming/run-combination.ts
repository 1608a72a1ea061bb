import type { MergeKernels } from '../kernels/merge-kernels.js';
import { kernelType, writingType } from './kernel-pieces.js';
import type { CombinationPlan } from './kernel-plan.js';
import type { KernelRun, Piece } from './kernel-run.js';
import type { TensorJob } from './tensor-job.js';

/** A linear combination with the kernels; the bits are those of `combine`. */
export function combinationRun(kernels: MergeKernels, plan: CombinationPlan, job: TensorJob): KernelRun {
  const { exports } = kernels;
  const coefficients = plan.coefficients.map(Math.fround);
  const divisor = Math.fround(plan.divisor);
  const exact = kernelType(job) === 'BFloat16' && coefficients.every(hasExactProducts);
  const divides = Math.fround(1 / divisor) * divisor !== 1 || Math.log2(Math.abs(divisor)) % 1 !== 0;
  function* combine({ steps, stride, address }: Piece) {
    const parameters = kernels.floats(exports.parameters(), coefficients.length * 8);
    coefficients.forEach((coefficient, k) => {
      parameters.fill(coefficient, k * 8, k * 8 + 8);
    });
    const [at, count] = [address(0), coefficients.length];
    if (exact) exports.combineExact(at, stride, at, steps, count, divides ? divisor : 1, divides ? 1 : 1 / divisor);
    else exports[`combine${writingType(job)}`](at, stride, at, steps, count, divisor);
    yield;
  }
  return { order: coefficients.map((_, k) => k), unit: 8, tables: 0, passes: [combine] };
}

/** Whether the product with any bfloat16 value is exact in float32: of at most 16 bits, and nothing below 2^-149. */
function hasExactProducts(coefficient: number): boolean {
  return Math.abs(coefficient) <= 1 && Number.isInteger(coefficient * 65_536);
}
