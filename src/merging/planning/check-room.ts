import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname, join } from 'node:path';
import { UnisonoError } from '../../core/errors.js';

/**
 * Throws DISK_TOO_SMALL where `needed` bytes do not fit the disk of `out`. What an interrupted run has left at `partial`
 * is gone on with or removed, so its bytes count as free.
 */
export function checkDisk(out: string, partial: string, needed: number): void {
  let folder = dirname(out);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
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
