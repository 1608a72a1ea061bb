import { closeSync, fdatasync, openSync, write, writeSync } from 'node:fs';
import { fileError } from '../../core/errors.js';

/** One system call writes at most 2 GiB. */
const MOST_PER_CALL = 2 ** 30;
/** Written bytes after which data are flushed, so that the final flush is short. */
const SEND_AFTER = 48 << 20;

/**
 * A file that is written at given positions. Data are flushed in parallel to the work of this thread; `flush` waits for it.
 * Throws FILE_UNWRITABLE, DISK_FULL, also for earlier writes.
 */
export class ShardFile {
  private readonly file: number;
  private unsent = 0;
  private readonly underWay = new Set<Promise<void>>();
  private failure: unknown;

  /**
   * @param create creates the file; else it must exist
   * @param sends whether this object flushes data to disk
   */
  constructor(
    readonly path: string,
    create: boolean,
    private readonly sends: boolean,
  ) {
    try {
      this.file = openSync(path, create ? 'w' : 'r+');
    } catch (error) {
      throw fileError(error, path, 'write');
    }
  }

  write(bytes: Uint8Array, position: number): void {
    if (this.failure !== undefined) throw this.failure;
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.file, bytes, done, Math.min(bytes.length - done, MOST_PER_CALL), position + done);
    } catch (error) {
      throw fileError(error, this.path, 'write');
    }
    this.written(bytes.length);
  }

  /** As `write`, in parallel to the work of this thread; `bytes` must neither change nor move until it is done. */
  async writeAsync(bytes: Uint8Array, position: number): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    for (let done = 0; done < bytes.length; ) {
      const length = Math.min(bytes.length - done, MOST_PER_CALL);
      done += await new Promise<number>((resolve, reject) => {
        write(this.file, bytes, done, length, position + done, (error, count) =>
          error ? reject(fileError(error, this.path, 'write')) : resolve(count),
        );
      });
    }
    this.written(bytes.length);
  }

  /** Counts bytes written here or by another thread, and flushes them when there are many. */
  written(bytes: number): void {
    this.unsent += bytes;
    if (!this.sends || this.unsent < SEND_AFTER) return;
    this.unsent = 0;
    this.send();
  }

  /** Waits until no write is pending. */
  async flush(): Promise<void> {
    await Promise.all(this.underWay);
    if (this.failure !== undefined) throw this.failure;
  }

  /** Closes the file after pending writes. */
  async close(): Promise<void> {
    await Promise.all(this.underWay);
    closeSync(this.file);
  }

  private send(): void {
    const promise = new Promise<void>((resolve) => {
      fdatasync(this.file, (error) => {
        if (error) this.failure ??= fileError(error, this.path, 'write');
        this.underWay.delete(promise);
        resolve();
      });
    });
    this.underWay.add(promise);
  }
}
