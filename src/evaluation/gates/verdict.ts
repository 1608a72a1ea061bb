import type { Figure } from '../../metrics/figure.js';
import type { Operator } from './expression.js';

/** `met` and `not met` hold at the level of the interval; else the verdict is `not enough data`. */
export type Verdict = 'met' | 'not met' | 'not enough data';

/** Minimum number of questions for a reliable bootstrap interval. */
export const FEWEST_QUESTIONS = 20;

/**
 * Judges a figure by its whole interval: `met` when all of it satisfies the comparison, `not met` when none of it does.
 * There is not enough data when the interval has the threshold inside it, and with fewer than 20 questions.
 */
export function judge(
  { low, high, questions }: Pick<Figure, 'low' | 'high' | 'questions'>,
  operator: Operator,
  threshold: number,
): { verdict: Verdict; reason: string } {
  if (questions < FEWEST_QUESTIONS) {
    const reason = `${questions} questions are too few, at least ${FEWEST_QUESTIONS} are needed`;
    return { verdict: 'not enough data', reason };
  }
  const holds = { '>=': low >= threshold, '>': low > threshold, '<=': high <= threshold, '<': high < threshold };
  const fails = { '>=': high < threshold, '>': high <= threshold, '<=': low > threshold, '<': low >= threshold };
  if (holds[operator]) return { verdict: 'met', reason: 'the whole interval meets the condition' };
  if (fails[operator]) return { verdict: 'not met', reason: 'the whole interval fails the condition' };
  return { verdict: 'not enough data', reason: `the interval contains the threshold ${threshold}` };
}
