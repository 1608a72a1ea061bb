import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { UnisonoError } from '../core/errors.js';
import { randomKey } from '../core/random.js';
import { backOff } from '../endpoint/retry-wait.js';
import { secretMask } from '../endpoint/secrets.js';
import type { AnswerLog, LoggedAnswer } from './answer-log.js';
import { type Ask, askKey } from './ask.js';
import type { Target, TargetAnswer } from './target.js';
import { scopeOf, type TargetFailure } from './target-failure.js';

/** Number of consecutive questions that fail permanently after which asking stops. */
const GIVE_UP = 5;
/** Longest wait between two tries in milliseconds: by default, and at the target's request. */
const LONGEST_WAIT = 60_000;
const LONGEST_ASKED = 600_000;

/** Options of asking. */
export interface AskOptions {
  /** Called with the number of new answers and the total; first with the number already in the log. */
  readonly onProgress?: (done: number, total: number, note?: string) => void;
  /** Waits a number of seconds; for tests. */
  readonly wait?: (seconds: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Asks a target, as many questions at a time as it accepts, and appends every answer to the log at once. A question whose
 * key the log holds is not asked again, and questions with equal keys are asked once. A question that fails is asked again
 * after a while; one that fails permanently is skipped, and the others continue, until five in a row have failed.
 *
 * @returns the answers in the order of `asks`
 * @throws TARGET_INCOMPLETE when some have no answer; what was answered is in the log. The target's own error where no
 *   question could be answered, as with a wrong key
 */
export async function askAll(
  target: Target,
  asks: readonly Ask[],
  log: AnswerLog,
  { onProgress = () => {}, wait = (seconds, signal) => sleep(seconds * 1000, undefined, { signal }) }: AskOptions = {},
): Promise<LoggedAnswer[]> {
  const limit = pLimit(target.concurrency);
  const stop = new AbortController();
  const keys = asks.map((ask) => askKey(target, ask));
  const distinct = new Map(keys.map((key, i) => [key, asks[i] as Ask]));
  const failures: unknown[] = [];
  let inARow = 0;
  let fatal: unknown;

  const known = [...distinct.keys()].filter((key) => log.get(key)).length;
  if (distinct.size > 0) onProgress(known, distinct.size, known > 0 ? 'kept from before' : undefined);
  const askOne = async (key: string, ask: Ask): Promise<void> => {
    if (stop.signal.aborted) return;
    try {
      const { answer, attempts } = await persist(target, ask, wait, stop.signal);
      log.append(cleaned(target, key, ask, answer, attempts));
      inARow = 0;
      onProgress(1, distinct.size);
    } catch (error) {
      if (stop.signal.aborted) return;
      failures.push(error);
      inARow++;
      if (scopeOf(error) === 'target') fatal = error;
      if (fatal !== undefined || inARow >= GIVE_UP) stop.abort();
    }
  };
  const open = [...distinct].filter(([key]) => !log.get(key));
  await Promise.all(open.map(([key, ask]) => limit(askOne, key, ask)));
  if (fatal !== undefined) throw fatal;
  const missing = keys.filter((key) => !log.get(key)).length;
  if (missing > 0) {
    const first = failures[0] instanceof Error ? failures[0].message : String(failures[0]);
    const details = { target: target.name, missing, total: keys.length, first };
    throw new UnisonoError('TARGET_INCOMPLETE', details, { cause: failures[0] });
  }
  // Equal questions share an answer, recorded under each one's id.
  return keys.map((key, i) => ({ ...(log.get(key) as LoggedAnswer), id: (asks[i] as Ask).id }));
}

/** Asks until there is an answer or a permanent failure. */
async function persist(
  target: Target,
  ask: Ask,
  wait: NonNullable<AskOptions['wait']>,
  stopped: AbortSignal,
): Promise<{ answer: TargetAnswer; attempts: number }> {
  for (let attempts = 1; ; attempts++) {
    const signals = [stopped, ...(target.timeoutSeconds ? [AbortSignal.timeout(target.timeoutSeconds * 1000)] : [])];
    try {
      return { answer: await target.answer(ask, AbortSignal.any(signals)), attempts };
    } catch (error) {
      if (stopped.aborted || scopeOf(error) !== 'transient' || attempts > target.retries) throw error;
      await wait(secondsToWait(ask, attempts, (error as TargetFailure).retryAfter), stopped);
    }
  }
}

/** Seconds until a question that has failed `attempts` times is asked again; longer if the target asks for it, to a limit. */
function secondsToWait({ id }: Ask, attempts: number, asked = 0): number {
  const own = backOff(attempts, randomKey(0, `back-off/${id}`), LONGEST_WAIT) / 1000;
  return Math.max(own, Math.min(asked, LONGEST_ASKED / 1000));
}

/** Text to record, with secrets masked: a service may repeat a secret in an answer or an error. */
function cleaned(target: Target, key: string, ask: Ask, answer: TargetAnswer, attempts: number): LoggedAnswer {
  const clean = secretMask(target.secrets, { whole: true });
  const contexts = answer.contexts?.map(({ id, title, text }) => ({
    id: clean(id),
    title: clean(title),
    text: clean(text),
  }));
  return {
    ...{ key, id: ask.id, question: ask.question, answer: clean(answer.answer) },
    ...(contexts && { contexts }),
    ...{ seconds: answer.seconds, attempts },
  };
}
