import { RandomStream } from '../core/random.js';

/** Longest wait of its own accord, and longest that a target may ask for, in seconds. */
const LONGEST = 60;
const LONGEST_ASKED = 600;

/**
 * Seconds to wait before a question is asked again: half a second, doubled with every attempt, a minute at most, of which
 * up to a half is left out at random, so that questions that failed together do not come back together. A longer wait
 * that the target asks for is granted, up to ten minutes.
 *
 * @param attempt failed attempts so far, from 1
 */
export function backOff(id: string, attempt: number, retryAfter = 0): number {
  const longest = Math.min(LONGEST, 0.5 * 2 ** (attempt - 1));
  const own = longest * (1 - 0.5 * new RandomStream(attempt, `back-off/${id}`).uniform());
  return Math.max(own, Math.min(retryAfter, LONGEST_ASKED));
}
