import { closeSync, fdatasync, openSync, write, writeSync } from 'node:fs';
import { fileError } from '../../core/errors.js';

/** One system call writes at most 2 GiB. */
const MOST_PER_CALL = 2 ** 30;
/** Bytes after which what was written is sent on to the disk, so that little is left to wait for at the end. */
const SEND_AFTER = 48 << 20;

/**
 * A file that is written at given positions. What is written is sent to the disk beside the work that is done in this
 * thread; `flush` waits for it. Throws FILE_UNWRITABLE, DISK_FULL, also for what was written before.
 */
export class ShardFile {
  private readonly file: number;
  private unsent = 0;
  private readonly underWay = new Set<Promise<void>>();
  private failure: unknown;

  /**
   * @param create makes the file anew; else it must be there
   * @param sends whether what is written is sent on to the disk from here
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

  /** As `write`, beside the work of this thread; `bytes` must neither change nor move until it is done. */
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

  /** Counts bytes that were written, here or by another thread, and sends them on to the disk when they are many. */
  written(bytes: number): void {
    this.unsent += bytes;
    if (!this.sends || this.unsent < SEND_AFTER) return;
    this.unsent = 0;
    this.send();
  }

  /** Waits until nothing is under way. */
  async flush(): Promise<void> {
    await Promise.all(this.underWay);
    if (this.failure !== undefined) throw this.failure;
  }

  /** Closes the file, behind what is still under way. */
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
