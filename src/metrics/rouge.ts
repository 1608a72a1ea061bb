import { lcsLength } from './lcs.js';

/** Precision, recall and their harmonic mean, each in 0..1. */
export interface PrecisionRecall {
  precision: number;
  recall: number;
  f1: number;
}

/**
 * The tokens that ROUGE sees: lower-cased runs of ASCII letters and digits; every other character separates.
 * Text in another script than Latin therefore has no tokens (as in Google's `rouge_score`, use_stemmer False).
 */
export function rougeTokens(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

/**
 * ROUGE-L over the whole text: precision = LCS / tokens of the candidate, recall = LCS / tokens of the reference.
 * All zero when either side has no tokens, even if both are the same string.
 *
 * Equal to `rouge_scorer.RougeScorer(['rougeL'], use_stemmer=False)` of Google's `rouge_score`; Lin (2004).
 */
export function rougeL(reference: string, candidate: string): PrecisionRecall {
  const referenceTokens = rougeTokens(reference);
  const candidateTokens = rougeTokens(candidate);
  if (referenceTokens.length === 0 || candidateTokens.length === 0) return { precision: 0, recall: 0, f1: 0 };
  const common = lcsLength(referenceTokens, candidateTokens);
  const precision = common / candidateTokens.length;
  const recall = common / referenceTokens.length;
  return { precision, recall, f1: common === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** The F1 of `rougeL`, in 0..1; symmetric in its arguments. */
export function rougeLScore(reference: string, candidate: string): number {
  return rougeL(reference, candidate).f1;
}
