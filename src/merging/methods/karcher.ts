import { gramMatrix, inner, norm } from '../arithmetic/gram.js';
import { byPlan } from './by-plan.js';
import { type MergeMethod, numberOf } from './method.js';

/**
 * Karcher (Riemannian) mean on the hypersphere: iterate the average in the tangent space of the estimate, then scale by
 * the mean norm; all models count alike. As mergekit's karcher (arXiv 2603.04972), but the iteration runs on
 * coefficients over the models' inner products in float64, so its cost does not grow with the tensor.
 */
export const karcher: MergeMethod = {
  name: 'karcher',
  title: 'Karcher Mean',
  source: 'https://arxiv.org/abs/2603.04972',
  inputs: { base: 'ignored' },
  parameters: [
    {
      name: 'max_iter',
      type: 'integer',
      scope: 'shared',
      default: 10,
      minimum: 0,
      description: 'maximum number of iterations',
    },
    {
      name: 'tol',
      type: 'number',
      scope: 'shared',
      default: 1e-5,
      minimum: 0,
      description: 'iteration stops at a step shorter than this',
    },
  ],
  ...byPlan(({ stream, shared }) => {
    const all = Array.from({ length: stream.inputs }, (_, k) => k);
    const coefficients =
      all.length === 1
        ? [1]
        : karcherMean(gramMatrix(stream, all), numberOf(shared, 'max_iter'), numberOf(shared, 'tol'));
    return { kind: 'combination', coefficients, divisor: 1 };
  }),
};

function karcherMean(gram: readonly (readonly number[])[], iterations: number, tolerance: number): number[] {
  const norms = gram.map((row, k) => Math.sqrt(row[k]!));
  const valid = norms.flatMap((size, k) => (size > tolerance ? [k] : []));
  if (valid.length === 0) return norms.map(() => 0);
  const unit = (k: number) => norms.map((size, j) => (j === k ? 1 / size : 0));
  const weight = 1 / valid.length;
  const sum = norms.map((size, k) => (valid.includes(k) ? weight / size : 0));
  const size = norm(gram, sum);
  let mean = size < tolerance ? unit(valid[0]!) : sum.map((x) => x / size);
  for (let n = 0; n < iterations; n++) {
    let tangent = norms.map(() => 0);
    for (const k of valid) {
      const cosine = Math.min(1, Math.max(-1, inner(gram, mean, unit(k))));
      const angle = Math.acos(cosine);
      if (angle < tolerance) continue;
      const factor = weight * (angle / Math.sin(angle));
      tangent = tangent.map((x, j) => x + factor * (unit(k)[j]! - cosine * mean[j]!));
    }
    const step = norm(gram, tangent);
    if (step < tolerance) break;
    mean = mean.map((x, j) => Math.cos(step) * x + Math.sin(step) * (tangent[j]! / step));
    const length = norm(gram, mean);
    if (length > tolerance) mean = mean.map((x) => x / length);
  }
  const scale = norms.reduce((total, length) => total + length / norms.length, 0);
  return mean.map((x) => scale * x);
}
