import type { CombinationPlan, DeltaPlan } from './kernel-plan.js';
import type { TensorStream } from './tensor-stream.js';

/** Emits sum_k c_k x_k / divisor in float32 and the order of the inputs; see {@link combineElement}. */
export function emitCombination(stream: TensorStream, plan: CombinationPlan): void {
  stream.emit((chunks) => combine(chunks, plan.coefficients, plan.divisor));
}

/**
 * sum_k c_k x_k / divisor per element: coefficients and divisor are rounded to float32 first, and so are every sum and the
 * quotient; a product is not rounded before it is added (PyTorch's addcmul, a fused multiply-add). A divisor of 1 divides
 * nothing.
 */
export function combine(
  inputs: readonly ArrayLike<number>[],
  coefficients: readonly number[],
  divisor = 1,
): Float32Array {
  const factors = coefficients.map(Math.fround);
  const by = Math.fround(divisor);
  return Float32Array.from({ length: inputs[0]!.length }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < factors.length; k++) sum = Math.fround(sum + factors[k]! * inputs[k]![i]!);
    return by === 1 ? sum : sum / by;
  });
}

/** The plan of base + sum_k w_k (x_k - base), without dropping and without an election. */
export function offsetPlan(base: number, tuned: readonly number[], weights: readonly number[]): DeltaPlan {
  return {
    kind: 'deltas',
    base,
    tuned,
    weights,
    sparsifiers: tuned.map(() => ({ kind: 'all' })),
    rescale: false,
    elect: false,
    normalize: false,
    lambda: 1,
  };
}
