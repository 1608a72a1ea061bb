import { APIConnectionError, APIError, APIUserAbortError } from './openai.js';
import { retryAfter } from './retry-wait.js';

/** Why an attempt gave no answer, and the remedy. */
export interface Failure {
  /** `again`: a retry may succeed; `plainer`: the server does not support a field of the request. */
  readonly remedy: 'again' | 'plainer' | 'key' | 'none';
  /** HTTP status; 0 without a response. */
  readonly status: number;
  /** Message of the server or the network, in one line; secrets are not masked yet. */
  readonly reason: string;
  /** Pause that the server asks for, in milliseconds. */
  readonly wait?: number | undefined;
}

/** The request timed out. */
export class TimedOut extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds / 1000} s`);
  }
}

/** Statuses after which the same request may succeed later: timeout, conflict, too early, too many, server errors. */
const PASSING = new Set([408, 409, 425, 429]);

/** The failure for an error of the openai client or of the network. */
export function readFailure(error: unknown, now: number): Failure {
  if (error instanceof APIConnectionError || error instanceof APIUserAbortError || !(error instanceof APIError)) {
    return { remedy: 'again', status: 0, reason: oneLine(networkReason(error)) };
  }
  const status = error.status ?? 0;
  const reason = oneLine(error.message.replace(/^\d+ /, ''));
  if (status === 401 || status === 403) return { remedy: 'key', status, reason };
  // Waiting does not refill an empty account.
  if (error.code === 'insufficient_quota') return { remedy: 'none', status, reason };
  // llama-cpp-python's server answers 500 to a format that it does not know.
  if (status >= 500 && reason.includes('response_format')) return { remedy: 'plainer', status, reason };
  if (PASSING.has(status) || status >= 500) {
    return { remedy: 'again', status, reason, wait: error.headers ? retryAfter(error.headers, now) : undefined };
  }
  return { remedy: status === 400 || status === 422 ? 'plainer' : 'none', status, reason };
}

function networkReason(error: unknown): string {
  if (error instanceof SyntaxError) return 'the answer broke off or is no JSON';
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const inner = cause?.cause instanceof Error ? cause.cause : cause;
  return (inner as NodeJS.ErrnoException | undefined)?.code ?? inner?.message ?? error.message;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)} ...` : line || 'no reason given';
}
