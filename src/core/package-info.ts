import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** unisono's own package: the folder of its package.json, also when this file is run from sources. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly version: string;
}

/** unisono's version. */
export function packageVersion(): string {
  return readManifest(PACKAGE_ROOT).version;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
