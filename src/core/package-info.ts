import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** unisono's own package: the folder of its package.json, also when this file is run from sources. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** unisono's version. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string };
  return version;
}
