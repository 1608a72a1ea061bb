import { UnisonoError } from '../core/errors.js';
import type { Agreement } from './agreement-kinds.js';
import { rougeLScore } from './rouge.js';
import type { RougeWords } from './rouge-tokens.js';

export { AGREEMENTS, type Agreement, agrees } from './agreement-kinds.js';

/** Settings that decide whether two answers agree. */
export interface AgreementRule {
  /** T of RS, in [0, 1). */
  readonly threshold: number;
  /** Tokenizer of ROUGE-L. Default: `auto`. */
  readonly words?: RougeWords | undefined;
  /** ROUGE-L over Porter's stems. Default false. */
  readonly stem?: boolean | undefined;
  /** ROUGE-L F1 of the two with this tokenizer, if already known. */
  readonly rougeL?: number | undefined;
}

/**
 * Whether two answers agree: the only definition of RS (Peng et al. 2025: ROUGE-L between the responses strictly above T).
 * Equal strings agree in any script, even where ROUGE-L finds no word. An empty answer agrees with no answer, not even
 * another empty one, because nothing was answered.
 *
 * @throws SHAPE_MISMATCH unless 0 <= threshold < 1
 */
export function agreementOf(
  first: string,
  second: string,
  { threshold, words = 'auto', stem = false, rougeL }: AgreementRule,
): Agreement {
  checkThreshold(threshold);
  if (isEmptyAnswer(first) || isEmptyAnswer(second)) return 'empty';
  if (first === second) return 'same';
  return (rougeL ?? rougeLScore(first, second, { words, stem })) > threshold ? 'alike' : 'different';
}

/**
 * The score that is compared with T, in 0..1: above any T for equal answers, above none if one is empty, else ROUGE-L F1.
 * Two answers agree exactly if it is above T.
 */
export function agreementScore(first: string, second: string, words: RougeWords = 'auto'): number {
  if (isEmptyAnswer(first) || isEmptyAnswer(second)) return 0;
  return first === second ? 1 : rougeLScore(first, second, { words });
}

/** Whether an answer holds nothing but white space. */
export function isEmptyAnswer(answer: string): boolean {
  return answer.trim() === '';
}

/** Throws SHAPE_MISMATCH unless 0 <= threshold < 1: ROUGE-L is never above 1. */
export function checkThreshold(threshold: number): void {
  if (threshold >= 0 && threshold < 1) return;
  throw new UnisonoError('SHAPE_MISMATCH', { op: 'agreement', reason: `the threshold is ${threshold}, not in [0, 1)` });
}
