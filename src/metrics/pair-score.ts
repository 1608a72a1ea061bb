import { type Agreement, agreementOf, agrees } from './agreement.js';
import type { PairFacts } from './metric.js';
import { PAIR_METRICS, type PairMetricName } from './registry.js';
import { rougeLScore } from './rouge.js';
import type { RougeWords } from './rouge-tokens.js';

/** The response to a question, the response to its variant, and the reference answers of both. */
export interface ResponsePair {
  readonly response: string;
  readonly variantResponse: string;
  /** Reference answers of both; empty if none are known. */
  readonly references: readonly string[];
  /** T, in [0, 1). */
  readonly threshold: number;
  /** Tokenizer of ROUGE-L. Default: `auto`. */
  readonly words?: RougeWords | undefined;
  /** ROUGE-L over Porter's stems. Default false. */
  readonly stem?: boolean | undefined;
}

/** Every metric of pairs, by name; null where it was not measured. Shares are 0 or 1, so that their mean is a rate. */
export type PairValues = { [Name in PairMetricName]: number | null };

/** Scores of one pair: the relation of the two, and every metric of pairs. */
export type PairScore = PairValues & {
  readonly agreement: Agreement;
  readonly rightAnswers: 0 | 1 | 2 | null;
};

/**
 * Consistency and accuracy of one pair, by every metric of pairs in the registry. A response is right when it agrees with a
 * reference; two weak responses may agree with each other (rs 1) without being right. A pair with an empty response counts for
 * none of the shares. em 1 implies emNormalized 1 and rs 1.
 * Throws SHAPE_MISMATCH unless 0 <= threshold < 1.
 */
export function scorePair(pair: ResponsePair): PairScore {
  const facts = pairFacts(pair);
  return { agreement: facts.agreement, rightAnswers: facts.rightAnswers, ...pairValues(facts) };
}

/** The input of metrics of pairs. Throws SHAPE_MISMATCH unless 0 <= threshold < 1. */
export function pairFacts({ threshold, words = 'auto', stem = false, ...pair }: ResponsePair): PairFacts {
  const { response, variantResponse, references } = pair;
  const similarity = rougeLScore(response, variantResponse, { words, stem });
  const right = (answer: string) =>
    references.some((reference) => agrees(agreementOf(reference, answer, { threshold, words, stem }))) ? 1 : 0;
  return {
    ...pair,
    agreement: agreementOf(response, variantResponse, { threshold, words, rougeL: similarity }),
    similarity,
    rightAnswers: references.length === 0 ? null : ((right(response) + right(variantResponse)) as 0 | 1 | 2),
  };
}

/** Every metric of pairs of one pair. */
export function pairValues(facts: PairFacts): PairValues {
  return Object.fromEntries(PAIR_METRICS.map(({ name, ofPair }) => [name, ofPair(facts)])) as PairValues;
}
