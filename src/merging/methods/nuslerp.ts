import { combine, offsetPlan } from '../arithmetic/combine.js';
import { addDot, difference, gramMatrix } from '../arithmetic/gram.js';
import type { KernelPlan } from '../arithmetic/kernel-plan.js';
import { runPlan } from './by-plan.js';
import { type MergeMethod, type MethodInput, numberOf, tunedInputs } from './method.js';
import { slerpCoefficients } from './slerp.js';

/** Norms below this are not used as divisors. */
const SMALL_NORM = 1e-7;
/** Vectors with 1 - cos^2 up to this count as parallel. */
const PARALLEL = 1e-16;
/** If the weights add up to less than this, t is 1/2. */
const SMALL_WEIGHT = 1e-6;

/**
 * SLERP of two models by relative weights, of the models or, with a base, of their differences from it: t = w_2 / (w_1 +
 * w_2). Each tensor is one vector (`nuslerp_flatten`); without, every row of its last dimension is, or with
 * `nuslerp_row_wise` every line along its first. As mergekit's nuslerp, in which `nuslerp_row_wise` has these meanings.
 */
export const nuslerp: MergeMethod = {
  name: 'nuslerp',
  title: 'NuSLERP',
  source: 'https://en.wikipedia.org/wiki/Slerp',
  inputs: { base: 'optional', leastTuned: 2, mostTuned: 2 },
  parameters: [
    { name: 'weight', type: 'number', scope: 'tuned', description: 'relative weight of a model' },
    {
      name: 'nuslerp_flatten',
      type: 'boolean',
      scope: 'shared',
      default: true,
      description: 'treat each tensor as one vector',
    },
    {
      name: 'nuslerp_row_wise',
      type: 'boolean',
      scope: 'shared',
      default: false,
      description: 'without flattening: lines along the first dimension instead of the last',
    },
  ],
  kernels: (input) => (input.shared.nuslerp_flatten ? wholePlan(input) : undefined),
  merge(input) {
    if (input.shared.nuslerp_flatten || input.stream.shape.length === 0) runPlan(input, wholePlan(input));
    else if (input.shared.nuslerp_row_wise && input.stream.shape.length > 1) mergeLines(input);
    else mergeRows(input);
  },
};

function position(input: MethodInput): number {
  const [first, second] = tunedInputs(input).map((k) => numberOf(input.perModel[k]!, 'weight')) as [number, number];
  return Math.abs(first + second) < SMALL_WEIGHT ? 0.5 : second / (first + second);
}

function coefficientsOf(t: number, xx: number, xy: number, yy: number): [number, number] {
  const length = (square: number) => Math.max(Math.sqrt(square), SMALL_NORM);
  const cosine = Math.min(1, Math.max(-1, xy / length(xx) / length(yy)));
  return slerpCoefficients(t, cosine, 1 - cosine * cosine <= PARALLEL);
}

function wholePlan(input: MethodInput): KernelPlan {
  const { stream, base } = input;
  const tuned = tunedInputs(input);
  const gram = gramMatrix(stream, tuned, base);
  const pair = coefficientsOf(position(input), gram[0]![0]!, gram[0]![1]!, gram[1]![1]!);
  if (base !== undefined) return offsetPlan(base, tuned, pair);
  return { kind: 'combination', coefficients: pair, divisor: 1 };
}

/** Every row of the last dimension by itself. */
function mergeRows(input: MethodInput): void {
  const { stream, base } = input;
  const row = stream.shape.at(-1)!;
  const [a, b] = tunedInputs(input) as [number, number];
  const t = position(input);
  stream.emit((chunks) => {
    const merged = new Float32Array(chunks[0]!.length);
    for (let at = 0; at < merged.length; at += row) {
      const [x, y, from] = [a, b, base].map((k) => (k === undefined ? undefined : chunks[k]!.subarray(at, at + row)));
      merged.set(mergeVectors(t, x!, y!, from), at);
    }
    return merged;
  }, row);
}

function mergeVectors(t: number, x: Float32Array, y: Float32Array, from: Float32Array | undefined): Float32Array {
  if (from === undefined) return combine([x, y], coefficientsOf(t, addDot(0, x, x), addDot(0, x, y), addDot(0, y, y)));
  const [u, v] = [difference(x, from), difference(y, from)];
  const moved = combine([u, v], coefficientsOf(t, addDot(0, u, u), addDot(0, u, v), addDot(0, v, v)));
  return moved.map((change, i) => from[i]! + change);
}

/** Every line along the first dimension by itself: one pass for the angles, one to merge. */
function mergeLines(input: MethodInput): void {
  const { stream, base } = input;
  const lines = stream.elements / stream.shape[0]!;
  const [a, b] = tunedInputs(input) as [number, number];
  const [xx, xy, yy] = [0, 0, 0].map(() => new Float64Array(lines)) as [Float64Array, Float64Array, Float64Array];
  const offset = (chunks: readonly Float32Array[], k: number, i: number) =>
    chunks[k]![i]! - (base === undefined ? 0 : chunks[base]![i]!);
  stream.scan((chunks) => {
    for (let i = 0; i < chunks[0]!.length; i++) {
      const [x, y] = [offset(chunks, a, i), offset(chunks, b, i)];
      xx[i % lines]! += x * x;
      xy[i % lines]! += x * y;
      yy[i % lines]! += y * y;
    }
  }, lines);
  const t = position(input);
  const pairs = Array.from(xx, (square, i) => coefficientsOf(t, square, xy[i]!, yy[i]!));
  stream.emit(
    (chunks) =>
      chunks[0]!.map((_, i) => {
        const [c, d] = pairs[i % lines]!;
        const change = Math.fround(
          Math.fround(Math.fround(c) * offset(chunks, a, i)) + Math.fround(Math.fround(d) * offset(chunks, b, i)),
        );
        return base === undefined ? change : chunks[base]![i]! + change;
      }),
    lines,
  );
}
