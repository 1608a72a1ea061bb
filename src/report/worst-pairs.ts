import { orderKinds } from './names.js';
import type { AnswerPair } from './report-data.js';

/** Most pairs shown of one kind. */
export const PAIRS_PER_KIND = 20;

/** Pairs of one kind: how many there are, and how many of them the page shows. */
export interface KindCount {
  readonly kind: string;
  readonly total: number;
  readonly shown: number;
}

/** ROUGE-L between the two answers of the model that the pair is about: the lower, the worse. */
export function agreement(pair: AnswerPair): number {
  return pair.rougeLBetween[pair.model]!;
}

/** Whether the two answers of the model that the pair is about are the same string. */
export function isIdentical(pair: AnswerPair): boolean {
  const [answer, variantAnswer] = pair.answers[pair.model]!;
  return answer === variantAnswer;
}

/**
 * The pairs with the least agreement, at most `perKind` of a kind so that no kind crowds out the others, worst first;
 * equally bad ones keep the order of the data. Pairs with identical answers are left out, and not counted.
 */
export function worstPairs(
  pairs: readonly AnswerPair[],
  perKind = PAIRS_PER_KIND,
): { pairs: AnswerPair[]; counts: KindCount[] } {
  const different = pairs.filter((pair) => !isIdentical(pair));
  const ordered = [...different].sort((x, y) => agreement(x) - agreement(y));
  const shown = new Map<string, number>();
  const kept = ordered.filter(({ kind }) => {
    const before = shown.get(kind) ?? 0;
    if (before >= perKind) return false;
    shown.set(kind, before + 1);
    return true;
  });
  const totals = new Map<string, number>();
  for (const { kind } of different) totals.set(kind, (totals.get(kind) ?? 0) + 1);
  const counts = orderKinds(totals.keys()).map((kind) => ({
    kind,
    total: totals.get(kind)!,
    shown: shown.get(kind)!,
  }));
  return { pairs: kept, counts };
}
