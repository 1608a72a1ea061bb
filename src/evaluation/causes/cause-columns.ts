import type { Disagreements, PairCauses } from './pair-causes.js';

/** The contribution of every pair to each cause, in the order of the pairs; null where it is not measured. */
export interface CauseColumns {
  readonly endToEnd: number[];
  readonly noise: number[] | null;
  readonly held: number[] | null;
  readonly swapped: number[] | null;
  readonly generator: number[] | null;
  readonly retriever: number[] | null;
  readonly undivided: number[] | null;
  readonly interaction: number[] | null;
}

/** The parts of the inconsistency pair by pair, as docs/causes.md defines them: their means are the model's figures. */
export function causeColumns(pairs: readonly PairCauses[], measure: 'rs' | 'em'): CauseColumns {
  const all = pairs.map((pair) => pair[measure]);
  const column = (name: keyof Disagreements): number[] | null => {
    const values = all.map((each) => each[name]);
    return values.includes(null) ? null : (values as number[]);
  };
  const [endToEnd, noise, held, swapped] = [column('endToEnd')!, column('noise'), column('held'), column('swapped')];
  // Unmeasured noise remains in the part from which it would be subtracted.
  const floor = noise ?? endToEnd.map(() => 0);
  const crossed = held && swapped ? noise : null;
  return {
    ...{ endToEnd, noise, held, swapped },
    // Both orders of changing wording and contexts, averaged; without `swapped` the wording is changed first.
    generator:
      held?.map((h, i) => (crossed ? (h - crossed[i]! + endToEnd[i]! - swapped![i]!) / 2 : h - floor[i]!)) ?? null,
    retriever:
      held?.map((h, i) => (crossed ? (endToEnd[i]! - h + swapped![i]! - crossed[i]!) / 2 : endToEnd[i]! - h)) ?? null,
    undivided: held ? null : endToEnd.map((value, i) => value - floor[i]!),
    interaction: crossed?.map((n, i) => endToEnd[i]! - held![i]! - swapped![i]! + n) ?? null,
  };
}
