import { UnisonoError } from '../core/errors.js';
import type { HubId } from './hub-cache.js';
import type { HubSettings } from './hub-settings.js';
import { HubApiError } from './huggingface.js';

/** The parts of a response that an error needs. */
export interface RefusedResponse {
  readonly status: number;
  readonly headers: Headers;
}

/** The typed error for an unexpected response. `what` is a file, or "the model". */
export function responseError(
  { status, headers }: RefusedResponse,
  id: HubId,
  settings: HubSettings,
  what: string,
): UnisonoError {
  const { endpoint } = settings;
  const details = { id: id.name, endpoint, status, what };
  const said = headers.get('x-error-message') ?? headers.get('x-error-code') ?? '';
  const reason = said === '' ? `status ${status}` : `status ${status}: ${said}`;
  if (status === 401) return new UnisonoError('HUB_UNAUTHORIZED', { ...details, reason });
  if (status === 403) return new UnisonoError('HUB_FORBIDDEN', { ...details, reason });
  if (status === 404) return new UnisonoError('HUB_NOT_FOUND', { ...details, revision: id.revision });
  if (status === 429) {
    const seconds = headers.get('retry-after');
    return new UnisonoError('HUB_RATE_LIMITED', { ...details, wait: seconds ? `${seconds} seconds` : 'a few minutes' });
  }
  return new UnisonoError('HUB_UNREACHABLE', { ...details, reason });
}

/** The typed error for a failed or broken connection; typed errors are returned unchanged. */
export function connectionError(error: unknown, id: HubId, { endpoint }: HubSettings): UnisonoError {
  if (error instanceof UnisonoError) return error;
  return new UnisonoError('HUB_UNREACHABLE', { id: id.name, endpoint, reason: reasonOf(error) }, { cause: error });
}

function reasonOf(error: unknown): string {
  if (error instanceof HubApiError) return `status ${error.statusCode}`;
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? (error as NodeJS.ErrnoException).code;
  return code ?? (cause instanceof Error && cause.message ? cause.message : error.message);
}
