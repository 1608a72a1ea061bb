import { UnisonoError } from '../../core/errors.js';

/** Supported Ray versions: from the first (inclusive) to the second (exclusive), [major, minor]. */
const FROM = [2, 43] as const;
const BELOW = [3, 0] as const;

/** The range as written in messages and in `cluster/pyproject.toml`. */
export const SUPPORTED_RAY = `>=${FROM.join('.')},<${BELOW[0]}`;

/** @throws RAY_VERSION for an unsupported version of Ray, naming the range */
export function requireSupportedRay(version: string, address: string): void {
  const [major = Number.NaN, minor = Number.NaN] = version.split('.').map(Number);
  const atLeast = ([a, b]: readonly [number, number]) => major > a || (major === a && minor >= b);
  if (atLeast(FROM) && !atLeast(BELOW)) return;
  throw new UnisonoError('RAY_VERSION', {
    address,
    reason: `the cluster runs Ray ${version}; supported is ${SUPPORTED_RAY}`,
    remedy: 'Install a supported version on every node of the cluster.',
  });
}
