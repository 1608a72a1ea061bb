import { closeSync, fdatasync, openSync, write, writeSync } from 'node:fs';
import { fileError } from '../../core/errors.js';

/** One system call writes at most 2 GiB. */
const MOST_PER_CALL = 2 ** 30;
/** Bytes that may wait to be written; what is more is written at once. */
const MOST_WAITING = 8 << 20;
/** Bytes after which what was written is sent on to the disk, so that little is left to wait for at the end. */
const SEND_AFTER = 48 << 20;

/**
 * A file that is written at given positions. Writing and sending to the disk go on beside the work that is done in this
 * thread; `flush` waits for them. Throws FILE_UNWRITABLE, DISK_FULL, also for what was written before.
 */
export class ShardFile {
  private readonly file: number;
  private waiting = 0;
  private unsent = 0;
  private readonly underWay = new Set<Promise<void>>();
  private failure: unknown;

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

  /** Takes bytes, which the caller may change afterwards. */
  write(bytes: Uint8Array, position: number): void {
    if (this.failure !== undefined) throw this.failure;
    if (this.waiting + bytes.length > MOST_WAITING) this.writeNow(bytes, position);
    else {
      this.waiting += bytes.length;
      this.begin((done) => this.writeRest(Buffer.from(bytes), position, done), bytes.length);
    }
    this.written(bytes.length);
  }

  /** Counts bytes that were written, here or by another thread, and sends them on to the disk when they are many. */
  written(bytes: number): void {
    this.unsent += bytes;
    if (this.unsent < SEND_AFTER) return;
    this.unsent = 0;
    this.begin((done) => fdatasync(this.file, done), 0);
  }

  /** Waits until everything is written. */
  async flush(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
    if (this.failure !== undefined) throw this.failure;
  }

  /** Closes the file, behind what is still under way. */
  async close(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
    closeSync(this.file);
  }

  private begin(work: (done: (error: unknown) => void) => void, bytes: number): void {
    const promise = new Promise<void>((resolve) => {
      work((error) => {
        if (error) this.failure ??= fileError(error, this.path, 'write');
        this.waiting -= bytes;
        this.underWay.delete(promise);
        resolve();
      });
    });
    this.underWay.add(promise);
  }

  private writeRest(bytes: Uint8Array, position: number, done: (error: unknown) => void): void {
    write(this.file, bytes, 0, Math.min(bytes.length, MOST_PER_CALL), position, (error, count) => {
      if (error || count === bytes.length) done(error);
      else this.writeRest(bytes.subarray(count), position + count, done);
    });
  }

  private writeNow(bytes: Uint8Array, position: number): void {
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.file, bytes, done, Math.min(bytes.length - done, MOST_PER_CALL), position + done);
    } catch (error) {
      throw fileError(error, this.path, 'write');
    }
  }
}
