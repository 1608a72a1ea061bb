import { setTimeout as sleep } from 'node:timers/promises';
import { mix32 } from '../core/random.js';

/** The clock, replaceable so that tests do not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds) => {
    await sleep(milliseconds);
  },
};

const FIRST_WAIT = 500;
/** Longest pause that the client chooses itself, in milliseconds. */
const LONGEST_WAIT = 30_000;

/**
 * Pause before the next attempt, in milliseconds, if the server gives none: 0.5 s, doubled by every failure up to `longest`,
 * minus a random share of up to a quarter, so that clients that failed together do not retry together.
 *
 * @param failures so far, at least 1
 * @param salt differs between requests
 * @param longest milliseconds
 */
export function backOff(failures: number, salt: number, longest = LONGEST_WAIT): number {
  const wait = Math.min(longest, FIRST_WAIT * 2 ** (failures - 1));
  return Math.round(wait * (1 - (0.25 * mix32(salt + failures)) / 2 ** 32));
}

/**
 * Pause that a response asks for, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, 10.2.3).
 * Undefined without a valid one.
 */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const milliseconds = number(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  const text = headers.get('retry-after');
  const seconds = number(text);
  if (seconds !== undefined) return seconds * 1000;
  const date = Date.parse(text ?? '');
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function number(text: string | null): number | undefined {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}
