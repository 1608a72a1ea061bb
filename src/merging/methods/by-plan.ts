import { emitCombination } from '../arithmetic/combine.js';
import { mergeDareTies } from '../arithmetic/dare-ties.js';
import type { KernelPlan } from '../arithmetic/kernel-plan.js';
import { mergeDeltas } from '../arithmetic/merge-deltas.js';
import type { MergeMethod, MethodInput } from './method.js';

/** `merge` and `kernels` of a method that is fully described by a plan. */
export function byPlan(plan: (input: MethodInput) => KernelPlan): Pick<MergeMethod, 'merge' | 'kernels'> {
  return { kernels: plan, merge: (input) => runPlan(input, plan(input)) };
}

/** Executes a plan in plain TypeScript. */
export function runPlan({ stream }: MethodInput, plan: KernelPlan): void {
  if (plan.kind === 'deltas') mergeDeltas(stream, plan);
  else if (plan.kind === 'combination') emitCombination(stream, plan);
  else mergeDareTies(stream, plan);
}
