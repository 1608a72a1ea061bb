import { gramMatrix } from '../arithmetic/gram.js';
import { byPlan } from './by-plan.js';
import { type MergeMethod, numberOf } from './method.js';

/** Above this cosine, of either sign, vectors count as parallel and are interpolated linearly. */
const PARALLEL = 0.9995;
/** Norms below this are not used as divisors. */
const SMALL_NORM = 1e-8;

/**
 * Spherical linear interpolation (Shoemake, "Animating rotation with quaternion curves", SIGGRAPH 1985) from the base, t
 * = 0, to the other model, t = 1, over each tensor as one vector:
 * (sin((1 - t) omega) x + sin(t omega) y) / sin(omega), omega the angle between them. As mergekit's slerp.
 */
export const slerp: MergeMethod = {
  name: 'slerp',
  title: 'SLERP',
  source: 'https://en.wikipedia.org/wiki/Slerp',
  inputs: { base: 'required', least: 2, most: 2 },
  parameters: [{ name: 't', type: 'number', scope: 'shared', description: 'from 0, the base, to 1, the other model' }],
  ...byPlan(({ stream, base, shared }) => {
    const order = base === 0 ? [0, 1] : [1, 0];
    const gram = gramMatrix(stream, order);
    const length = (k: 0 | 1) => {
      const size = Math.sqrt(gram[k]![k]!);
      return size > SMALL_NORM ? size : 1;
    };
    const cosine = Math.min(1, Math.max(-1, gram[0]![1]! / length(0) / length(1)));
    const along = slerpCoefficients(numberOf(shared, 't'), cosine, Math.abs(cosine) > PARALLEL);
    return { kind: 'combination', coefficients: order.map((k) => along[k]!), divisor: 1 };
  }),
};

/** Coefficients of the two ends at `t`. */
export function slerpCoefficients(t: number, cosine: number, parallel: boolean): [number, number] {
  if (parallel) return [1 - t, t];
  const angle = Math.acos(cosine);
  return [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
}
