import { closeSync, openSync, readSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** GB/s that one thread of this machine reaches, the best of several tries. */
export interface Bandwidth {
  /** Of copying memory to memory. */
  readonly copy: number;
  /** Of reading memory, a value per cache line. */
  readonly read: number;
  /** Of reading a file that is in the system's cache. */
  readonly file: number;
}

const TRIES = 7;

/** @param path a large file */
export function bandwidth(path: string): Bandwidth {
  const source = new Float64Array(8 << 20).fill(1);
  const target = new Float64Array(source.length);
  let sum = 0;
  const read = best(source.byteLength, () => {
    for (let i = 0; i < source.length; i += 8) sum += source[i]!;
  });
  if (sum === 0) throw new Error('nothing was read');
  const copy = best(source.byteLength, () => target.set(source));
  return { copy, read, file: best(64 << 20, () => readFile(path, 64 << 20)) };
}

function best(bytes: number, work: () => void): number {
  const times = Array.from({ length: TRIES }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return bytes / 1e6 / Math.min(...times);
}

function readFile(path: string, bytes: number): void {
  const file = openSync(path, 'r');
  const piece = new Uint8Array(1 << 20);
  for (let at = 0; at < bytes; at += piece.length) readSync(file, piece, 0, piece.length, at);
  closeSync(file);
}
