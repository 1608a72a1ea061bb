import { type ErrorCode, UnisonoError } from '../core/errors.js';

/** Whether asking again can help: `transient` perhaps, `question` not for this question, `target` not for any. */
export type FailureScope = 'transient' | 'question' | 'target';

/** A question that a target has not answered. */
export class TargetFailure extends UnisonoError {
  constructor(
    code: ErrorCode,
    details: Readonly<Record<string, string | number>>,
    readonly scope: FailureScope,
    /** Seconds after which to retry, if the target gave them. */
    readonly retryAfter?: number,
    options?: ErrorOptions,
  ) {
    super(code, details, options);
  }
}

/** Scope of an error; one that is not a `TargetFailure` stops all questions. */
export function scopeOf(error: unknown): FailureScope {
  return error instanceof TargetFailure ? error.scope : 'target';
}
