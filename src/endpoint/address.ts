import { UnisonoError } from '../core/errors.js';

/** An endpoint's address, with what is secret about it kept apart. */
export interface Address {
  /** Origin and path, without a final slash: what may be shown and written. */
  readonly shown: string;
  /** The query, which some gateways want a key in. */
  readonly query: Readonly<Record<string, string>>;
  /** "user:password" of the address; undefined if it has none. */
  readonly credentials: string | undefined;
}

/**
 * Reads the base address of an OpenAI-compatible server, such as "http://localhost:8000/v1".
 *
 * @throws BAD_FLAG for what is no http or https address; the message does not repeat it, for it may hold a password
 */
export function readAddress(text: string): Address {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw notAnAddress();
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw notAnAddress();
  const { username, password } = url;
  const credentials =
    username === '' && password === '' ? undefined : `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const shown = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  return { shown, query: Object.fromEntries(url.searchParams), credentials };
}

function notAnAddress(): UnisonoError {
  return new UnisonoError('BAD_FLAG', {
    flag: '--endpoint',
    reason: 'must be an http or https address, such as http://localhost:8000/v1',
  });
}
