import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { fileError, UnisonoError } from '../../core/errors.js';

/** Throws FILE_UNWRITABLE where the folder that `out` is to be made in, or what lies above it, cannot be written. */
export function checkWritable(out: string): void {
  const folder = existingFolder(out);
  try {
    // With the separator a file in the place of a folder is an error too.
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
 * Throws DISK_TOO_SMALL where `needed` bytes do not fit the disk of `out`. What an interrupted run has left at `partial`
 * is gone on with or removed, so its bytes count as free.
 */
export function checkDisk(out: string, partial: string, needed: number): void {
  const { bavail, bsize } = statfsSync(existingFolder(out));
  const free = bavail * bsize + bytesBelow(partial);
  if (free < needed) throw new UnisonoError('DISK_TOO_SMALL', { path: out, needed, free });
}

/**
 * Throws MEMORY_TOO_SMALL where a peak of `needed` resident bytes, of which this process has some already, is more than
 * the machine or the container's limit leaves.
 */
export function checkMemory(needed: number, free = availableMemory() + process.memoryUsage.rss()): void {
  if (free < needed) throw new UnisonoError('MEMORY_TOO_SMALL', { needed: Math.ceil(needed), free: Math.floor(free) });
}

/** Bytes that can still be had, within the limit of the container; the machine's where Node.js does not tell. */
function availableMemory(): number {
  return process.availableMemory?.() ?? freemem();
}

function bytesBelow(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
