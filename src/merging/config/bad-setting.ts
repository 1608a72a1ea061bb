import { UnisonoError } from '../../core/errors.js';

/** BAD_SETTING about a key of a merge's configuration. */
export function badSetting(key: string, reason: string): UnisonoError {
  return new UnisonoError('BAD_SETTING', { path: 'merge', key, reason });
}
