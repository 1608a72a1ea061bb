import { type ErrorCode, UnisonoError } from '../core/errors.js';

/** Whether asking again can help: `transient` perhaps, `question` not for this question, `target` not for any. */
export type FailureScope = 'transient' | 'question' | 'target';

/** A question that a target has not answered. */
export class TargetFailure extends UnisonoError {
  constructor(
    code: ErrorCode,
    details: Readonly<Record<string, string | number>>,
    readonly scope: FailureScope,
    /** Seconds that the target wants to be left alone, if it said so. */
    readonly retryAfter?: number,
    options?: ErrorOptions,
  ) {
    super(code, details, options);
  }
}

/** How far an error reaches; one that is not of a target ends everything. */
export function scopeOf(error: unknown): FailureScope {
  return error instanceof TargetFailure ? error.scope : 'target';
}
