import { UnisonoError } from '../core/errors.js';

/**
 * p-values adjusted by Holm's step-down method (Holm 1979), in the order given: the i-th smallest of m is multiplied by
 * m - i + 1, never falls below a smaller one's, and ends at 1. Whatever is below alpha afterwards is significant with a
 * family-wise error of at most alpha, however the tests depend on each other. Equals R's `p.adjust(p, "holm")` and
 * statsmodels' `multipletests(p, method="holm")`. Throws SHAPE_MISMATCH for a value outside 0..1.
 */
export function holm(pValues: readonly number[]): number[] {
  const bad = pValues.find((p) => !(p >= 0 && p <= 1));
  if (bad !== undefined) throw new UnisonoError('SHAPE_MISMATCH', { op: 'holm', reason: `${bad} is not a p-value` });
  const order = pValues.map((_, i) => i).sort((a, b) => (pValues[a] as number) - (pValues[b] as number) || a - b);
  const adjusted = new Array<number>(pValues.length);
  let least = 0;
  for (const [rank, index] of order.entries()) {
    least = Math.max(least, Math.min(1, (pValues.length - rank) * (pValues[index] as number)));
    adjusted[index] = least;
  }
  return adjusted;
}
