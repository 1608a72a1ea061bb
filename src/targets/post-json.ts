import { retryAfter } from '../endpoint/retry-wait.js';
import { type Secret, secretMask } from '../endpoint/secrets.js';
import { type FailureScope, TargetFailure } from './target-failure.js';

/** Maximum bytes of a response. */
const MOST_BYTES = 16 * 2 ** 20;

/** Target and question, for errors. */
interface Asked {
  readonly target: string;
  readonly id: string;
  readonly secrets: readonly Secret[];
}

/**
 * POSTs JSON and reads the JSON that comes back, 16 MiB at most. Redirects are not followed: they would send headers to an
 * address that the user has not given.
 *
 * @throws TargetFailure: TARGET_UNREACHABLE, TARGET_REFUSED for an HTTP status other than 2xx, TARGET_BAD_ANSWER
 */
export async function postJson(
  request: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: unknown },
  asked: Asked,
  signal?: AbortSignal,
): Promise<unknown> {
  const { target, id } = asked;
  let response: Response;
  let text: string;
  try {
    response = await fetch(request.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...request.headers },
      body: JSON.stringify(request.body),
      redirect: 'manual',
      signal: signal ?? null,
    });
    text = await readBounded(response, asked);
  } catch (error) {
    if (error instanceof TargetFailure) throw error;
    const timedOut = signal?.aborted === true;
    const reason = timedOut ? 'no answer in time' : secretMask(asked.secrets)(reasonOf(error));
    throw new TargetFailure('TARGET_UNREACHABLE', { target, id, reason }, 'transient', undefined, { cause: error });
  }
  if (!response.ok) throw refusal(response, text, asked);
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = `no JSON came back but ${JSON.stringify(secretMask(asked.secrets)(text.slice(0, 80)))}`;
    const details = { target, id, reason, setting: 'url' };
    throw new TargetFailure('TARGET_BAD_ANSWER', details, 'target', undefined, { cause: error });
  }
}

async function readBounded(response: Response, { target, id }: Asked): Promise<string> {
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    bytes += part.value.byteLength;
    if (bytes > MOST_BYTES) {
      await reader?.cancel();
      const reason = `more than ${MOST_BYTES} bytes came back`;
      throw new TargetFailure('TARGET_BAD_ANSWER', { target, id, reason, setting: 'url' }, 'question');
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

function refusal(response: Response, text: string, { target, id, secrets }: Asked): TargetFailure {
  const { status } = response;
  const told = status >= 300 && status < 400 ? 'redirects are not followed; give the address itself' : text.trim();
  const said = secretMask(secrets)(told.replace(/\s+/g, ' ').slice(0, 200));
  const reason = `HTTP ${status}${said === '' ? '' : `: ${said}`}`;
  return new TargetFailure('TARGET_REFUSED', { target, id, reason }, scopeOfStatus(status), secondsAsked(response));
}

/** 400 and 422 may be about this question; what else the caller can be blamed for is about all of them. */
function scopeOfStatus(status: number): FailureScope {
  if (status === 408 || status === 425 || status === 429 || status >= 500) return 'transient';
  return status === 400 || status === 413 || status === 422 ? 'question' : 'target';
}

/** Seconds that a response asks to wait. */
function secondsAsked({ headers }: Response): number | undefined {
  const wait = retryAfter(headers, Date.now());
  return wait === undefined ? undefined : wait / 1000;
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  const { code, message: inner } = (cause ?? {}) as NodeJS.ErrnoException;
  return code ?? inner ?? message;
}
