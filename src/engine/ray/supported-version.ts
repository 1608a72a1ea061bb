import { UnisonoError } from '../../core/errors.js';

/** Ray's versions from the first on, below the second: [major, minor]. */
const FROM = [2, 43] as const;
const BELOW = [3, 0] as const;

/** As it is written in messages and in `cluster/pyproject.toml`. */
export const SUPPORTED_RAY = `>=${FROM.join('.')},<${BELOW[0]}`;

/** @throws RAY_VERSION for a version of Ray that jobs are not known to run on, naming the range */
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
