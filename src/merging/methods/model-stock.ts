import { combine } from '../arithmetic/combine.js';
import { addDot, difference, gramMatrix } from '../arithmetic/gram.js';
import { runPlan } from './by-plan.js';
import { type MergeMethod, type MethodInput, tunedInputs } from './method.js';

/** Products of norms below this are not used as divisors. */
const SMALL_PRODUCT = 1e-6;
/** For denominators nearer to zero than this the base is kept. */
const SINGULAR = 1e-6;

/**
 * Model Stock (Jang, Yun, Han, arXiv 2403.19522, equation 8): theta = t * mean_k theta_k + (1 - t) * theta_base, t = N cos /
 * (1 + (N - 1) cos), cos the mean cosine between the models' differences from the base; per tensor, or per row with
 * `filter_wise`. As mergekit's model_stock.
 */
export const modelStock: MergeMethod = {
  name: 'model_stock',
  title: 'Model Stock',
  source: 'https://arxiv.org/abs/2403.19522',
  inputs: { base: 'required', least: 3 },
  parameters: [
    { name: 'filter_wise', type: 'boolean', scope: 'shared', default: false, description: 'a ratio per row' },
  ],
  kernels: (input) => (input.shared.filter_wise ? undefined : wholePlan(input)),
  merge(input) {
    if (input.shared.filter_wise) mergeRows(input);
    else runPlan(input, wholePlan(input));
  },
};

function wholePlan(input: MethodInput) {
  const tuned = tunedInputs(input);
  const base = input.base as number;
  const gram = gramMatrix(input.stream, tuned, base);
  return { kind: 'combination', coefficients: spread(ratio(gram), base, input.stream.inputs), divisor: 1 } as const;
}

function mergeRows(input: MethodInput): void {
  const { stream } = input;
  const base = input.base as number;
  const row = stream.shape.at(-1) ?? 1;
  const tuned = tunedInputs(input);
  stream.emit((chunks) => {
    const merged = new Float32Array(chunks[0]!.length);
    for (let at = 0; at < merged.length; at += row) {
      const rows = chunks.map((chunk) => chunk.subarray(at, at + row));
      const offsets = tuned.map((k) => difference(rows[k]!, rows[base]!));
      const gram = offsets.map((a) => offsets.map((b) => addDot(0, a, b)));
      merged.set(combine(rows, spread(ratio(gram), base, rows.length)), at);
    }
    return merged;
  }, row);
}

/** t from the inner products of the differences. */
function ratio(gram: readonly (readonly number[])[]): number {
  const count = gram.length;
  let [sum, pairs] = [0, 0];
  for (let j = 0; j < count; j++) {
    for (let k = j + 1; k < count; k++) {
      const product = Math.max(SMALL_PRODUCT, Math.sqrt(gram[j]![j]!) * Math.sqrt(gram[k]![k]!));
      sum += Math.min(1, Math.max(-1, gram[j]![k]! / product));
      pairs++;
    }
  }
  const cosine = sum / pairs;
  const denominator = 1 + (count - 1) * cosine;
  return Math.abs(denominator) < SINGULAR ? 0 : (count * cosine) / denominator;
}

/** Coefficients of all inputs: 1 - t for the base, t shared by the rest. */
function spread(t: number, base: number, inputs: number): number[] {
  return Array.from({ length: inputs }, (_, k) => (k === base ? 1 - t : t / (inputs - 1)));
}
