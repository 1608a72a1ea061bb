import { exactMatch, exactMatchNormalized } from './exact-match.js';
import { checkThreshold } from './response-similarity.js';
import { rougeLScore } from './rouge.js';
import type { RougeWords } from './rouge-tokens.js';

/** The response to a question, the response to its variant, and the reference answer of both. */
export interface ResponsePair {
  response: string;
  variantResponse: string;
  reference: string;
  /** T, in [0, 1). */
  threshold: number;
  /** What ROUGE-L takes for words; those of rouge-score unless told. */
  words?: RougeWords | undefined;
}

/** Scores of one pair. Booleans are 0 or 1 so that their mean is a rate; ROUGE-L values are F1, in 0..1. */
export interface PairScore {
  em: 0 | 1;
  emNormalized: 0 | 1;
  rs: 0 | 1;
  rougeLBetween: number;
  rougeLOriginal: number;
  rougeLVariant: number;
  bothRight: 0 | 1;
}

/**
 * Consistency and accuracy of one pair: EM and RS between the responses (Peng et al. 2025), ROUGE-L of each against
 * the reference, and whether both are right. A response is right when its ROUGE-L F1 against the reference is
 * strictly above the same threshold T that RS uses; two weak responses may agree (rs 1) without being right.
 * Throws SHAPE_MISMATCH unless 0 <= threshold < 1.
 */
export function scorePair({ response, variantResponse, reference, threshold, words }: ResponsePair): PairScore {
  checkThreshold(threshold);
  const reading = words && { words };
  const rougeLBetween = rougeLScore(response, variantResponse, reading);
  const rougeLOriginal = rougeLScore(reference, response, reading);
  const rougeLVariant = rougeLScore(reference, variantResponse, reading);
  return {
    em: exactMatch(response, variantResponse) ? 1 : 0,
    emNormalized: exactMatchNormalized(response, variantResponse) ? 1 : 0,
    rs: rougeLBetween > threshold ? 1 : 0,
    rougeLBetween,
    rougeLOriginal,
    rougeLVariant,
    bothRight: rougeLOriginal > threshold && rougeLVariant > threshold ? 1 : 0,
  };
}
