import { closeSync, openSync, writeSync } from 'node:fs';
import { fileError } from '../../core/errors.js';

/** A file that is written at given positions. Throws FILE_UNWRITABLE, DISK_FULL. */
export class ShardFile {
  private readonly file: number;

  /** @param create makes the file anew; else it must be there */
  constructor(
    readonly path: string,
    create: boolean,
  ) {
    try {
      this.file = openSync(path, create ? 'w' : 'r+');
    } catch (error) {
      throw fileError(error, path, 'write');
    }
  }

  write(bytes: Uint8Array, position: number): void {
    try {
      for (let done = 0; done < bytes.length; ) {
        // One system call writes at most 2 GiB.
        done += writeSync(this.file, bytes, done, Math.min(bytes.length - done, 2 ** 30), position + done);
      }
    } catch (error) {
      throw fileError(error, this.path, 'write');
    }
  }

  close(): void {
    closeSync(this.file);
  }
}
