import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { fileError, UnisonoError } from '../../core/errors.js';

/** Throws FILE_UNWRITABLE if the parent folder of `out`, or its nearest existing ancestor, cannot be written. */
export function checkWritable(out: string): void {
  const folder = existingFolder(out);
  try {
    // The separator makes a file in place of a folder an error, too.
    accessSync(join(folder, sep), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw fileError(error, folder, 'write');
  }
}

/** The nearest folder above `out` that exists. */
function existingFolder(out: string): string {
  let folder = dirname(out);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/**
 * Throws DISK_TOO_SMALL if `needed` bytes do not fit the disk of `out`. Bytes of an interrupted run at `partial` are reused
 * or removed, so they count as free.
 */
export function checkDisk(out: string, partial: string, needed: number): void {
  const { bavail, bsize } = statfsSync(existingFolder(out));
  const free = bavail * bsize + bytesBelow(partial);
  if (free < needed) throw new UnisonoError('DISK_TOO_SMALL', { path: out, needed, free });
}

/**
 * Throws MEMORY_TOO_SMALL if a peak of `needed` resident bytes, those of this process included, exceeds the memory of the
 * machine or container.
 */
export function checkMemory(needed: number, free = availableMemory() + process.memoryUsage.rss()): void {
  if (free < needed) throw new UnisonoError('MEMORY_TOO_SMALL', { needed: Math.ceil(needed), free: Math.floor(free) });
}

/** Available bytes within the limit of the container; of the machine if Node.js does not report the limit. */
function availableMemory(): number {
  return process.availableMemory?.() ?? freemem();
}

function bytesBelow(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
