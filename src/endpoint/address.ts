import { UnisonoError } from '../core/errors.js';

/** An endpoint's address, with its secret parts separated. */
export interface Address {
  /** Origin and path without a final slash; safe to show and write. */
  readonly shown: string;
  /** The query string; some gateways expect a key in it. */
  readonly query: Readonly<Record<string, string>>;
  /** "user:password" of the address; undefined if it has none. */
  readonly credentials: string | undefined;
}

/**
 * Reads the base address of an OpenAI-compatible server, such as "http://localhost:8000/v1".
 *
 * @throws BAD_FLAG if it is not an http or https address; the message omits the address, which may contain a password
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
