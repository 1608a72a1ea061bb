import { readSync } from 'node:fs';
import { fileError, UnisonoError } from '../core/errors.js';

/** Bytes read from the file at a time. */
const WINDOW_BYTES = 1 << 20;

/**
 * Reads numbers and texts of a GGUF header one after another, little-endian, with one window of the file in memory.
 * Everything throws BAD_GGUF at the end of the file or of the `limit` that a header may reach.
 */
export class GgufCursor {
  private window = new Uint8Array(0);
  private view = new DataView(this.window.buffer);
  /** Where in the file the window begins. */
  private windowBegin = 0;
  private at = 0;
  private readonly utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  constructor(
    readonly path: string,
    private readonly file: number,
    private readonly fileBytes: number,
    private readonly limit: number,
  ) {}

  /** Bytes read so far. */
  get position(): number {
    return this.windowBegin + this.at;
  }

  /** Bytes that may still be read: an upper bound of every count in the file. */
  get remaining(): number {
    return Math.min(this.fileBytes, this.limit) - this.position;
  }

  bad(reason: string): UnisonoError {
    return new UnisonoError('BAD_GGUF', { path: this.path, reason });
  }

  u32(what: string): number {
    const at = this.take(4, what);
    return this.view.getUint32(at, true);
  }

  /** A count (u64) of items that each take at least `least` of the remaining bytes. */
  count(what: string, least: number): number {
    const value = this.u64(what);
    if (value * BigInt(least) > BigInt(this.remaining)) {
      throw this.bad(`${what} is ${value}, but only ${this.remaining} bytes follow`);
    }
    return Number(value);
  }

  u64(what: string): bigint {
    const at = this.take(8, what);
    return this.view.getBigUint64(at, true);
  }

  /** A length (u64) and that many bytes of UTF-8. */
  text(what: string, longest: number): string {
    const length = this.u64(`the length of ${what}`);
    if (length > BigInt(longest)) throw this.bad(`${what} is ${length} bytes long, more than ${longest}`);
    const at = this.take(Number(length), what);
    try {
      return this.utf8.decode(this.window.subarray(at, at + Number(length)));
    } catch {
      throw this.bad(`${what} is not UTF-8`);
    }
  }

  /** `count` numbers of `size` bytes, each by `read` from a view; the window holds one portion of them at a time. */
  numbers(
    what: string,
    count: number,
    size: number,
    read: (view: DataView, at: number) => number,
    target: { [index: number]: number },
  ): void {
    const portion = Math.floor(WINDOW_BYTES / size);
    for (let done = 0; done < count; done += portion) {
      const n = Math.min(portion, count - done);
      const at = this.take(n * size, what);
      for (let i = 0; i < n; i++) target[done + i] = read(this.view, at + i * size);
    }
  }

  /** Reads the next `count` bytes into the window and returns where they start in it. */
  private take(count: number, what: string): number {
    if (count > this.remaining) {
      const reason = this.fileBytes <= this.limit ? 'the file ends' : `the header exceeds ${this.limit} bytes`;
      throw this.bad(`${reason} within ${what}`);
    }
    if (this.at + count > this.window.length) this.fill(count);
    const at = this.at;
    this.at += count;
    return at;
  }

  private fill(count: number): void {
    const begin = this.position;
    const length = Math.min(Math.max(count, WINDOW_BYTES), this.fileBytes - begin);
    const window = new Uint8Array(length);
    readFully(this.file, this.path, begin, window);
    this.window = window;
    this.view = new DataView(window.buffer);
    this.windowBegin = begin;
    this.at = 0;
  }
}

/** Fills `target` from byte `position` of the file. Throws BAD_GGUF where the file ends early, FILE_UNREADABLE. */
export function readFully(file: number, path: string, position: number, target: Uint8Array): void {
  for (let done = 0; done < target.length; ) {
    let count: number;
    try {
      count = readSync(file, target, done, target.length - done, position + done);
    } catch (error) {
      throw fileError(error, path, 'read');
    }
    if (count === 0) throw new UnisonoError('BAD_GGUF', { path, reason: 'the file ends early' });
    done += count;
  }
}
