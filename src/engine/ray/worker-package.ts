import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { fileError } from '../../core/errors.js';
import { sha256 } from '../../core/hash.js';
import { PACKAGE_ROOT } from '../../core/package-info.js';

/** The Python package, shipped with unisono, that runs jobs on the cluster. */
export const WORKER_PACKAGE = join(PACKAGE_ROOT, 'cluster', 'unisono_cluster');

/** A working directory of Ray: a zip, named by its content. */
export interface WorkingDirectory {
  readonly name: string;
  readonly zip: Uint8Array;
}

/** Fixed date, so that two zips of the same files are equal; noon, so that it is in 1980 in every time zone. */
const MTIME = new Date(1980, 0, 2, 12);

/**
 * Zips the Python files, and the schema they check by, of `folder` below the name `unisono_cluster`, so that `python -m unisono_cluster` finds them.
 *
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE
 */
export function packWorker(folder = WORKER_PACKAGE): WorkingDirectory {
  const files = Object.fromEntries(sourcesOf(folder).map(({ name, data }) => [`unisono_cluster/${name}`, data]));
  return {
    name: `unisono-cluster-${workerVersion(folder).slice(0, 16)}.zip`,
    zip: zipSync(files, { mtime: MTIME }),
  };
}

/** SHA-256 over names and contents of the worker's files. Throws FILE_NOT_FOUND, FILE_UNREADABLE. */
export function workerVersion(folder = WORKER_PACKAGE): string {
  return sha256(
    sourcesOf(folder)
      .map(({ name, data }) => `${name} ${sha256(data)}\n`)
      .join(''),
  );
}

function sourcesOf(folder: string): { name: string; data: Uint8Array }[] {
  try {
    const names = readdirSync(folder).filter((name) => /\.(py|json)$/.test(name));
    return names.sort().map((name) => ({ name, data: new Uint8Array(readFileSync(join(folder, name))) }));
  } catch (error) {
    throw fileError(error, folder, 'read', 'npm install unisono');
  }
}
