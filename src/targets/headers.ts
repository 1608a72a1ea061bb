import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import type { Secret } from '../endpoint/secrets.js';
import type { Environment } from '../hub/hub-settings.js';

/** A literal header, or one from an environment variable. */
export const HeaderValue = z.union([
  z.string(),
  z.strictObject({
    env: z
      .string()
      .regex(/^[A-Za-z_]\w*$/, 'is not the name of an environment variable')
      .describe('Environment variable that holds the value.'),
    prefix: z.string().default('').describe('Text before the value, for example "Bearer ".'),
    secret: z
      .boolean()
      .default(true)
      .describe('false: the value may be shown, and answers with another value are not reused.'),
  }),
]);

/** Headers as they are sent, as they may be shown, and the secrets in them. */
export interface ResolvedHeaders {
  readonly sent: Readonly<Record<string, string>>;
  readonly shown: Readonly<Record<string, string>>;
  readonly secrets: readonly Secret[];
}

/**
 * Takes the values of headers from environment variables. A secret is shown by its variable's name alone, and is no part of
 * what a target is: who asks does not change what is answered.
 *
 * @throws VARIABLE_MISSING; BAD_SETTING for a value that no header can have
 */
export function headersOf(
  settings: Readonly<Record<string, z.output<typeof HeaderValue>>>,
  env: Environment,
  path: string,
): ResolvedHeaders {
  const [sent, shown]: Record<string, string>[] = [{}, {}];
  const secrets: Secret[] = [];
  for (const [name, setting] of Object.entries(settings)) {
    const literal = typeof setting === 'string';
    const value = literal ? setting : setting.prefix + variable(setting.env, env, path);
    const secret = !literal && setting.secret;
    // A header value is Latin-1 without control characters; the message must not show a secret.
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      const reason = `the value of ${literal ? 'the header' : setting.env} has characters that no header can have`;
      throw new UnisonoError('BAD_SETTING', { path, key: `headers.${name}`, reason });
    }
    sent![name] = value;
    shown![name] = secret ? `${setting.prefix}[${setting.env}]` : value;
    if (secret) secrets.push({ variable: setting.env, value: variable(setting.env, env, path) });
  }
  return { sent: sent as Record<string, string>, shown: shown as Record<string, string>, secrets };
}

/** The trimmed value of an environment variable; files that hold keys often end in a newline. */
export function variable(name: string, env: Environment, path: string): string {
  const value = env[name]?.trim();
  if (!value) throw new UnisonoError('VARIABLE_MISSING', { path, variable: name });
  return value;
}
