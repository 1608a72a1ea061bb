import type { AnswerPair } from './report-data.js';

/** How many pairs of one model are consistent and right, one of the two, or neither. */
export interface CrossCounts {
  readonly model: string;
  readonly pairs: number;
  readonly consistentRight: number;
  /** The two answers agree, and not both are right. */
  readonly consistentWrong: number;
  /** Both are right by the reference, in words that differ. */
  readonly inconsistentRight: number;
  readonly inconsistentWrong: number;
}

/** Consistency (RS) by correctness (both right), one row for each of `models` that has pairs. */
export function crossTable(pairs: readonly AnswerPair[], models: readonly string[]): CrossCounts[] {
  return models.flatMap((model) => {
    const counts = [0, 0, 0, 0];
    for (const pair of pairs) {
      const outcome = Object.hasOwn(pair.models, model) ? pair.models[model] : undefined;
      if (outcome) counts[outcome.rs * 2 + outcome.bothRight]! += 1;
    }
    const [inconsistentWrong, inconsistentRight, consistentWrong, consistentRight] = counts as [
      number,
      number,
      number,
      number,
    ];
    const total = consistentRight + consistentWrong + inconsistentRight + inconsistentWrong;
    return total === 0
      ? []
      : [{ model, pairs: total, consistentRight, consistentWrong, inconsistentRight, inconsistentWrong }];
  });
}
