import { cachedKey, dropThreshold } from '../arithmetic/dare.js';
import type { DeltaPlan, Sparsifier } from '../arithmetic/kernel-plan.js';
import { mergeDeltas } from '../arithmetic/merge-deltas.js';
import { type MergeMethod, type MethodInput, numberOf, type ParameterSpec, tunedInputs } from './method.js';

/**
 * Which elements of a delta a member of the family keeps: all, the largest, the largest without outliers, or random ones.
 */
export type Sparsification = 'none' | 'magnitude' | 'magnitude-outliers' | 'random' | 'ranked';

/** Properties of one method of the family. */
export interface FamilyMember {
  readonly name: string;
  readonly title: string;
  /** The paper. */
  readonly source: string;
  readonly sparsification: Sparsification;
  /** Whether TIES elects a sign per element by weighted deltas, and only what agrees is merged. */
  readonly elect: boolean;
  /** Defaults of the parameters of these names. */
  readonly normalize: boolean;
  readonly rescale: boolean;
}

/** Mask words have 16 bits. */
const WORDS = 65_536;

/**
 * A method of the task-arithmetic family; `mergeDeltas` is what they share. Parameters, defaults and arithmetic are
 * mergekit's (`GeneralizedTaskArithmeticMerge`), with three differences: everything is float32 whatever `dtype` says, masks
 * are pure functions of (seed, model, tensor, index), and equal magnitudes at a boundary are told apart by their index.
 */
export function familyMethod(member: FamilyMember): MergeMethod {
  const { sparsification: kind } = member;
  const plan = (input: MethodInput): DeltaPlan => {
    const { base, shared, perModel } = input;
    const tuned = tunedInputs(input);
    return {
      kind: 'deltas',
      base: base as number,
      tuned,
      weights: tuned.map((k) => numberOf(perModel[k]!, 'weight')),
      sparsifiers: tuned.map((k) => sparsifierOf(kind, input, k)),
      rescale: shared.rescale === true,
      elect: member.elect,
      normalize: shared.normalize === true,
      lambda: numberOf(shared, 'lambda'),
    };
  };
  return {
    ...member,
    inputs: { base: 'required' },
    random: kind === 'random' || kind === 'ranked',
    parameters: familyParameters(member),
    merge: (input) => mergeDeltas(input.stream, plan(input)),
    kernels: plan,
    problem: (_, perModel) => (kind === 'ranked' ? epsilonProblem(perModel) : undefined),
  };
}

function familyParameters({ sparsification, normalize, rescale }: FamilyMember): ParameterSpec[] {
  const number = { type: 'number', scope: 'tuned' } as const;
  const flag = { type: 'boolean', scope: 'shared' } as const;
  const parameters: ParameterSpec[] = [
    { ...number, name: 'weight', description: 'factor of the delta of a model' },
    { ...number, name: 'density', default: 1, description: 'share of a delta that is kept' },
    { ...flag, name: 'normalize', default: normalize, description: 'divide by the sum of the weights used' },
    { ...flag, name: 'rescale', default: rescale, description: 'restore the L1 norm of a sparsified delta' },
    { name: 'lambda', type: 'number', scope: 'shared', default: 1, description: 'factor of the merged delta' },
    { ...flag, name: 'int8_mask', default: false, description: 'accepted for mergekit; no effect on results' },
  ];
  if (sparsification === 'magnitude-outliers')
    parameters.push({ ...number, name: 'gamma', default: 0.01, description: 'share of largest changes to drop' });
  if (sparsification === 'ranked')
    parameters.push({ ...number, name: 'epsilon', default: 0.15, description: 'half the spread of the densities' });
  return parameters;
}

function sparsifierOf(kind: Sparsification, { stream, perModel, maskKey }: MethodInput, k: number): Sparsifier {
  const density = numberOf(perModel[k]!, 'density');
  const { elements } = stream;
  if (kind === 'none' || density >= 1) return { kind: 'all' };
  if (kind === 'magnitude-outliers') {
    // Fewer outliers are dropped where the density would not be reached otherwise.
    const kept = Math.max(0, Math.trunc(density * elements));
    const begin = Math.max(0, elements - kept - Math.trunc(numberOf(perModel[k]!, 'gamma') * elements));
    return { kind: 'range', begin, end: begin + kept };
  }
  if (density <= 0) return { kind: 'none' };
  if (kind === 'magnitude') {
    return { kind: 'range', begin: elements - Math.max(1, Math.trunc(density * elements)), end: elements };
  }
  const key = cachedKey((block) => maskKey(k, block));
  if (kind === 'random') return { kind: 'random', threshold: dropThreshold(1 - density), key };
  const row = rowLength(stream.shape, elements);
  return { kind: 'ranked', row, thresholds: rankThresholds(row, density, numberOf(perModel[k]!, 'epsilon')), key };
}

/** Elements that are ranked together: those of an output row, or of a whole vector. */
function rowLength(shape: readonly number[], elements: number): number {
  return shape.length < 2 ? elements : elements / Math.max(1, shape[0]!);
}

/**
 * The least mask word that keeps the element of each rank: probabilities rise with the magnitude's rank from
 * density - epsilon to density + epsilon (MAGPRUNE). A row of one element has the density itself.
 */
function rankThresholds(row: number, density: number, epsilon: number): Uint32Array {
  return Uint32Array.from({ length: row }, (_, rank) => {
    const share = row === 1 ? 0.5 : rank / (row - 1);
    return Math.min(Math.round((1 - (density - epsilon + share * 2 * epsilon)) * WORDS), WORDS - 1);
  });
}

function epsilonProblem(perModel: MethodInput['perModel']): string | undefined {
  for (const { density, epsilon } of perModel as readonly { density?: number; epsilon?: number }[]) {
    if (density === undefined || epsilon === undefined || density >= 1 || density <= 0) continue;
    if (density + epsilon >= 1 || density - epsilon <= 0)
      return `density ${density} and epsilon ${epsilon}: density - epsilon and density + epsilon must lie between 0 and 1`;
  }
  return undefined;
}
