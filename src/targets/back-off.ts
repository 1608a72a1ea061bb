import { randomKey } from '../core/random.js';
import { backOff as ownWait } from '../endpoint/retry-wait.js';

/** Longest wait of its own accord, in milliseconds, and longest that a target may ask for, in seconds. */
const LONGEST = 60_000;
const LONGEST_ASKED = 600;

/**
 * Seconds to wait before a question is asked again: as an endpoint's requests wait, a minute at most. A longer wait that the
 * target asks for is granted, up to ten minutes.
 *
 * @param attempt failed attempts so far, from 1
 */
export function backOff(id: string, attempt: number, retryAfter = 0): number {
  const own = ownWait(attempt, randomKey(0, `back-off/${id}`), LONGEST) / 1000;
  return Math.max(own, Math.min(retryAfter, LONGEST_ASKED));
}
