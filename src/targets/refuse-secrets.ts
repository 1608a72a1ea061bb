import { UnisonoError } from '../core/errors.js';

/** Parameters of a URL that are likely to be secret. */
const SECRET_NAME = /(^|[-_.])(api)?(key|token|secret|password|passwd|signature|sig|auth)$/i;

/**
 * A URL is written beside the answers, so a password or a key in it would be too.
 *
 * @throws BAD_SETTING of `key` in the file `path`
 */
export function refuseSecretsIn(url: string, path: string, key: string): void {
  const { username, password, searchParams } = new URL(url);
  const named = [...searchParams.keys()].find((name) => SECRET_NAME.test(name));
  const what = username || password ? 'a user name or password' : named && `the parameter "${named}"`;
  if (!what) return;
  const reason = `holds ${what}; give secrets as headers from environment variables`;
  throw new UnisonoError('BAD_SETTING', { path, key, reason });
}
