import type { CombinationPlan } from '../arithmetic/kernel-plan.js';
import type { MergeKernels } from '../kernels/merge-kernels.js';
import type { KernelRun } from './kernel-run.js';
import { kernelType, writingType } from './kernel-types.js';
import type { TensorJob } from './tensor-job.js';

/** A linear combination with the kernels; the bits are those of `combine`. */
export function combinationRun(kernels: MergeKernels, plan: CombinationPlan, job: TensorJob): KernelRun {
  const { exports } = kernels;
  const coefficients = plan.coefficients.map(Math.fround);
  const { length } = coefficients;
  const divisor = Math.fround(plan.divisor);
  const type = writingType(job);
  const exact = kernelType(job) === 'BFloat16' && coefficients.every(hasExactProducts);
  // Dividing by a power of two is multiplying by its inverse.
  const inverse = Number.isInteger(Math.log2(Math.abs(divisor))) ? 1 / divisor : undefined;
  return {
    order: coefficients.map((_, k) => k),
    unit: 8,
    rereads: false,
    tables: 0,
    *prepare() {
      const parameters = kernels.floats(exports.parameters(), length * 8);
      coefficients.forEach((coefficient, k) => {
        parameters.fill(coefficient, k * 8, k * 8 + 8);
      });
    },
    merge({ address, stride, steps }, out) {
      const inputs = address(0);
      if (!exact) exports[`combine${type}`](inputs, stride, out, steps, length, divisor);
      else exports.combineExact(inputs, stride, out, steps, length, inverse ? 1 : divisor, inverse ?? 1);
    },
  };
}

/** Whether the product with any bfloat16 value is exact in float32: of at most 16 bits, and none of them below 2^-149. */
function hasExactProducts(coefficient: number): boolean {
  return Math.abs(coefficient) <= 1 && Number.isInteger(coefficient * 65_536);
}
