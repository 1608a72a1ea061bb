import { UnisonoError } from '../core/errors.js';

/** UNSUPPORTED_MODEL for a field of config.json; `readConfigFile` adds the file's path. */
export function unsupported(field: string, value: unknown, supported: string): UnisonoError {
  return new UnisonoError('UNSUPPORTED_MODEL', {
    path: 'config.json',
    field,
    value: typeof value === 'string' ? value : JSON.stringify(value),
    supported,
  });
}
