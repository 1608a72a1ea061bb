/**
 * TIES' sign election (Yadav et al., "TIES-Merging: Resolving Interference When Merging Models", arXiv 2306.01708,
 * section 3.2): per element, the sign of the sum of the deltas is elected, and only deltas of that sign are merged.
 */

/**
 * The elected sign of one element's deltas: 1 or -1, 0 if they cancel exactly, NaN if one of them is not a number.
 * The sum is float32, in the order of the models.
 */
export function electSign(deltas: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < deltas.length; k++) sum = Math.fround(sum + deltas[k]!);
  return Math.sign(sum);
}

/** True when a delta has the elected sign. A NaN counts as agreeing, so that a broken model shows in the result. */
export function agrees(delta: number, sign: number): boolean {
  return !(delta * sign <= 0);
}
