import { type Agreement, agreementOf, agrees } from './agreement.js';
import { exactMatchNormalized } from './exact-match.js';
import { rougeLScore } from './rouge.js';
import type { RougeWords } from './rouge-tokens.js';

/** The response to a question, the response to its variant, and the reference answer of both. */
export interface ResponsePair {
  readonly response: string;
  readonly variantResponse: string;
  readonly reference: string;
  /** T, in [0, 1). */
  readonly threshold: number;
  /** What ROUGE-L takes for words; `auto` unless told. */
  readonly words?: RougeWords | undefined;
}

/** Scores of one pair. Booleans are 0 or 1 so that their mean is a rate; ROUGE-L values are F1, in 0..1. */
export interface PairScore {
  agreement: Agreement;
  em: 0 | 1;
  emNormalized: 0 | 1;
  rs: 0 | 1;
  rougeLBetween: number;
  rougeLOriginal: number;
  rougeLVariant: number;
  /** How many of the two responses are right. */
  rightAnswers: 0 | 1 | 2;
  bothRight: 0 | 1;
}

/**
 * Consistency and accuracy of one pair: EM and RS between the responses (Peng et al. 2025), ROUGE-L of each against
 * the reference, and whether both are right. A response is right when it agrees with the reference; two weak responses may
 * agree with each other (rs 1) without being right. A pair with an empty response counts for none of the shares. em 1 implies
 * emNormalized 1 and rs 1.
 * Throws SHAPE_MISMATCH unless 0 <= threshold < 1.
 */
export function scorePair({
  response,
  variantResponse,
  reference,
  threshold,
  words = 'auto',
}: ResponsePair): PairScore {
  const rougeL = (a: string, b: string) => rougeLScore(a, b, { words });
  const rougeLBetween = rougeL(response, variantResponse);
  const rougeLOriginal = rougeL(reference, response);
  const rougeLVariant = rougeL(reference, variantResponse);
  const agreement = agreementOf(response, variantResponse, { threshold, words, rougeL: rougeLBetween });
  const right = (answer: string, score: number) =>
    agrees(agreementOf(reference, answer, { threshold, words, rougeL: score })) ? 1 : 0;
  const rightAnswers = (right(response, rougeLOriginal) + right(variantResponse, rougeLVariant)) as 0 | 1 | 2;
  return {
    agreement,
    em: agreement === 'same' ? 1 : 0,
    emNormalized: agreement !== 'empty' && exactMatchNormalized(response, variantResponse) ? 1 : 0,
    rs: agrees(agreement) ? 1 : 0,
    rougeLBetween,
    rougeLOriginal,
    rougeLVariant,
    rightAnswers,
    bothRight: rightAnswers === 2 ? 1 : 0,
  };
}
