import { UnisonoError } from '../core/errors.js';
import { rougeLScore } from './rouge.js';
import type { RougeWords } from './rouge-tokens.js';

/**
 * RS of the paper: whether ROUGE-L F1 between the responses to a question and to its variant is above `threshold`
 * (strictly; T in the paper, fixed on a dev set). By the words of rouge-score, responses without a Latin letter or digit
 * have ROUGE-L 0 and are never similar, not even to themselves.
 * Throws SHAPE_MISMATCH unless 0 <= threshold < 1.
 */
export function responseSimilarity(
  response: string,
  variantResponse: string,
  threshold: number,
  words?: RougeWords,
): boolean {
  checkThreshold(threshold);
  return rougeLScore(response, variantResponse, words && { words }) > threshold;
}

/** Throws SHAPE_MISMATCH unless 0 <= threshold < 1: ROUGE-L is never above 1. */
export function checkThreshold(threshold: number): void {
  if (threshold >= 0 && threshold < 1) return;
  throw new UnisonoError('SHAPE_MISMATCH', {
    op: 'response similarity',
    reason: `the threshold is ${threshold}, not in [0, 1)`,
  });
}
