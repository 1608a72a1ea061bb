import { agrees } from '../metrics/agreement-kinds.js';
import type { Estimate } from '../metrics/figure.js';
import { designEffect, newcombeInterval, wilsonInterval } from './newcombe.js';
import type { AnswerPair, ReportedRow } from './report-data.js';

/** Two-sided 95 % normal quantile. */
const Z = 1.959963984540054;

/** Pairs that are not consistent, of those that were answered from the same contexts or from others. */
export interface ContextGroup {
  readonly pairs: number;
  readonly inconsistent: number;
  readonly rate: number;
}

/**
 * Where the inconsistent pairs of one model come from. With the same contexts only the generator can have changed its
 * answer; with others the retriever has changed, and the generator may have too.
 */
export interface ContextSplit {
  readonly model: string;
  readonly same: ContextGroup;
  readonly other: ContextGroup;
  /** Share of the inconsistent pairs that had the same contexts, with its interval; null where there are none. */
  readonly generatorShare: Estimate | null;
  /** Rate with other contexts minus rate with the same, with its interval; null where a group is empty. */
  readonly excess: Estimate | null;
}

/**
 * Splits the pairs of `row`'s model by their contexts. Intervals are Wilson's and Newcombe's, with numbers of pairs
 * divided by the design effect of the row's clustered interval (a question has several rewordings).
 */
export function contextSplit(pairs: readonly AnswerPair[], row: ReportedRow): ContextSplit | undefined {
  const groups = { same: { pairs: 0, inconsistent: 0 }, other: { pairs: 0, inconsistent: 0 } };
  for (const pair of pairs) {
    const outcome = Object.hasOwn(pair.models, row.model) ? pair.models[row.model] : undefined;
    if (!outcome) continue;
    const group = pair.sameContexts ? groups.same : groups.other;
    group.pairs += 1;
    if (!agrees(outcome.agreement)) group.inconsistent += 1;
  }
  const withRate = (group: { pairs: number; inconsistent: number }): ContextGroup => ({
    ...group,
    rate: group.pairs === 0 ? 0 : group.inconsistent / group.pairs,
  });
  const [same, other] = [withRate(groups.same), withRate(groups.other)];
  if (same.pairs + other.pairs === 0) return undefined;
  const effect = designEffect(row.figures.rs, row.pairs);
  const inconsistent = same.inconsistent + other.inconsistent;
  const share = same.inconsistent / inconsistent;
  const [low, high] = inconsistent === 0 ? [0, 0] : wilsonInterval(share, inconsistent / effect, Z);
  return {
    ...{ model: row.model, same, other },
    generatorShare: inconsistent === 0 ? null : { value: share, low, high },
    excess:
      same.pairs === 0 || other.pairs === 0
        ? null
        : {
            value: other.rate - same.rate,
            ...newcombeInterval(
              { p: other.rate, n: other.pairs / effect },
              { p: same.rate, n: same.pairs / effect },
              Z,
            ),
          },
  };
}
