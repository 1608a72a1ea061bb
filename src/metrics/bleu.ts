import { UnisonoError } from '../core/errors.js';
import {
  addBleuStatistics,
  type BleuReading,
  type BleuStatistics,
  bleuStatistics,
  MAX_ORDER,
  noBleuStatistics,
  type References,
} from './bleu-statistics.js';

/** Smoothing of an n-gram order without a match (Chen and Cherry 2014), by sacrebleu's names. */
export const BLEU_SMOOTHING = ['exp', 'floor', 'add-k', 'none'] as const;
/** One of `BLEU_SMOOTHING`. */
export type BleuSmoothing = (typeof BLEU_SMOOTHING)[number];

/** How BLEU is computed from the matches of n-grams. */
export interface BleuScoring {
  /** Default 'exp': the i-th order without a match counts 1 / 2^i matches. */
  smooth?: BleuSmoothing;
  /** Matches of an order without any ('floor', default 0.1), or what is added to both counts from bigrams on ('add-k', 1). */
  smoothValue?: number;
  /** Leaves orders out that the candidate is too short for. Default: true for a sentence, false for a corpus. */
  effectiveOrder?: boolean;
}

/** As sacrebleu's `lowercase`, `tokenize`, `smooth_method`, `smooth_value` and `effective_order`. */
export type BleuOptions = BleuReading & BleuScoring;

/**
 * BLEU of one candidate, in 0..1: 1 / 100 of sacrebleu's `sentence_bleu` (up to 4-grams, tokenize '13a', smooth
 * 'exp', effective order: orders longer than the candidate are left out).
 */
export function sentenceBleu(reference: References, candidate: string, options: BleuOptions = {}): number {
  return bleuOf(bleuStatistics(reference, candidate, options), { effectiveOrder: true, ...options });
}

/**
 * BLEU of a corpus, in 0..1: 1 / 100 of sacrebleu's `corpus_bleu` (up to 4-grams, tokenize '13a', smooth 'exp').
 * `references[i]` belongs to `candidates[i]`. Throws SHAPE_MISMATCH when their numbers differ or are zero.
 */
export function corpusBleu(
  references: readonly References[],
  candidates: readonly string[],
  options: BleuOptions = {},
): number {
  if (references.length !== candidates.length || candidates.length === 0) {
    const reason = `${references.length} references for ${candidates.length} candidates`;
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'corpusBleu', reason });
  }
  const sum = noBleuStatistics();
  for (const [index, candidate] of candidates.entries()) {
    addBleuStatistics(sum, bleuStatistics(references[index]!, candidate, options));
  }
  return bleuOf(sum, options);
}

/** BLEU, in 0..1, of a segment's or a corpus's statistics (Papineni et al. 2002); sacrebleu's `compute_bleu` / 100. */
export function bleuOf(statistics: BleuStatistics, options: BleuScoring = {}): number {
  const { smooth = 'exp', effectiveOrder = false, smoothValue = smooth === 'floor' ? 0.1 : 1 } = options;
  const { candidateLength, referenceLength } = statistics;
  if (statistics.matches.every((count) => count === 0)) return 0;
  let halved = 1;
  let order = 0;
  let logSum = 0;
  for (; order < MAX_ORDER; order++) {
    const added = smooth === 'add-k' && order > 0 ? smoothValue : 0;
    const total = statistics.totals[order]! + added;
    if (total === 0) break;
    let matches = statistics.matches[order]! + added;
    if (matches === 0) {
      if (smooth === 'exp') halved *= 2;
      matches = smooth === 'exp' ? 1 / halved : smooth === 'floor' ? smoothValue : 0;
    }
    if (matches === 0) return 0;
    logSum += Math.log(matches / total);
  }
  // Without effective order, an order that no candidate is long enough for has precision 0.
  if (order < MAX_ORDER && !effectiveOrder) return 0;
  const brevity = candidateLength < referenceLength ? Math.exp(1 - referenceLength / candidateLength) : 1;
  return brevity * Math.exp(logSum / order);
}
