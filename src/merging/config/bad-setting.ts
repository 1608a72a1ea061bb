import { UnisonoError } from '../../core/errors.js';

/** BAD_SETTING for a key of a merge configuration. */
export function badSetting(key: string, reason: string): UnisonoError {
  return new UnisonoError('BAD_SETTING', { path: 'merge', key, reason });
}
