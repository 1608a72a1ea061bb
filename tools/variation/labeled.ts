import { readJsonLines } from 'unisono/core';
import { type Classification, classifyPair } from 'unisono/variation';
import { z } from 'zod';

/** A pair with kinds labeled by a person. */
export const LabeledPair = z.object({
  id: z.string(),
  question: z.string(),
  variant: z.string(),
  kinds: z.array(z.string()).min(1),
});
export type LabeledPair = z.infer<typeof LabeledPair>;

/** A labeled pair with the classifier's result. */
export interface Judged extends LabeledPair {
  readonly found: Classification;
}

/** The labeled pairs of a JSONL file. */
export function readLabeled(path: string): LabeledPair[] {
  return readJsonLines(path, LabeledPair);
}

/** Classifies every pair; `similarity` gives the cosine of a pair, if an encoder is available. */
export function judge(pairs: readonly LabeledPair[], similarity: (pair: LabeledPair) => number | undefined): Judged[] {
  return pairs.map((pair) => {
    const cosine = similarity(pair);
    return {
      ...pair,
      found: classifyPair(pair.question, pair.variant, cosine === undefined ? {} : { similarity: cosine }),
    };
  });
}

/** Detection quality of one kind. */
export interface KindScore {
  readonly kind: string;
  /** Pairs that have the kind. */
  readonly support: number;
  /** Pairs that were found to have it, and of those the ones that have it. */
  readonly found: number;
  readonly both: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Precision, recall and F1 of each kind, 1 where there is nothing to find and nothing found. */
export function scoreKinds(judged: readonly Judged[], kinds: readonly string[]): KindScore[] {
  return kinds.map((kind) => {
    const has = (list: readonly string[]) => list.includes(kind);
    const both = judged.filter((pair) => has(pair.kinds) && has(pair.found.kinds)).length;
    const labeled = judged.filter((pair) => has(pair.kinds)).length;
    const found = judged.filter((pair) => has(pair.found.kinds)).length;
    const precision = found === 0 ? 1 : both / found;
    const recall = labeled === 0 ? 1 : both / labeled;
    const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
    return { kind, support: labeled, found, both, precision, recall, f1 };
  });
}
