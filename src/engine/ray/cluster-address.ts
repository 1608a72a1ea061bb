import { UnisonoError } from '../../core/errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that holds the bearer token of the cluster. */
export const TOKEN_VARIABLE = 'UNISONO_RAY_TOKEN';
const ADDRESS_VARIABLES = ['UNISONO_RAY_ADDRESS', 'RAY_ADDRESS'] as const;

/** Address of a Ray dashboard, with its secrets separated. */
export interface ClusterAddress {
  /** Origin and path without a final slash; safe to show in messages. */
  readonly shown: string;
  /** The value of the Authorization header: a bearer token, or the credentials of the address. */
  readonly authorization: string | undefined;
  /** Texts that must not be shown. */
  readonly secrets: readonly string[];
}

/**
 * The address in the settings, else in UNISONO_RAY_ADDRESS, else in RAY_ADDRESS; the token in UNISONO_RAY_TOKEN.
 *
 * @throws RAY_ADDRESS if it is missing or not an http or https address; the message omits the address, which may contain a
 * password
 */
export function readClusterAddress(configured: string | undefined, env: Environment = process.env): ClusterAddress {
  const candidates = [
    ['engine.address', configured] as const,
    ...ADDRESS_VARIABLES.map((name) => [name, env[name]] as const),
  ];
  const [source, text] = candidates.find(([, value]) => value !== undefined && value !== '') ?? ['engine.address', ''];
  if (!text)
    throw new UnisonoError('RAY_ADDRESS', {
      source,
      reason: 'no address given',
    });
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UnisonoError('RAY_ADDRESS', { source, reason: 'is not an address' });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new UnisonoError('RAY_ADDRESS', {
      source,
      reason: `is a ${url.protocol.slice(0, 12)} address, not http or https`,
    });
  const token = env[TOKEN_VARIABLE] || undefined;
  const credentials =
    url.username || url.password
      ? `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
      : undefined;
  const basic = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  return {
    shown: `${url.origin}${url.pathname}`.replace(/\/+$/, ''),
    authorization: token ? `Bearer ${token}` : basic,
    secrets: [token, url.password && decodeURIComponent(url.password)].filter((text): text is string => Boolean(text)),
  };
}
