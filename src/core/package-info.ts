import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** unisono's own package: the folder of its package.json, also when this file is run from sources. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** unisono's version. */
export function packageVersion(): string {
  return readManifest(PACKAGE_ROOT).version;
}

/** Name and installed version of every package that unisono depends on, sorted; "absent" where one is not installed. */
export function dependencyVersions(): [name: string, version: string][] {
  const names = Object.keys(readManifest(PACKAGE_ROOT).dependencies ?? {}).sort();
  return names.map((name) => [name, installedVersion(name)]);
}

/** Looks where Node.js does: in the node_modules of this folder and of every one above it. */
function installedVersion(name: string): string {
  for (let folder = PACKAGE_ROOT; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return readManifest(candidate).version;
    if (dirname(folder) === folder) return 'absent';
  }
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
