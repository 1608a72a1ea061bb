import { closeSync, createReadStream, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { fileError, UnisonoError } from './errors.js';
import { describeIssues, discard } from './files.js';

/**
 * Reads JSON lines one by one and checks each against `schema`; blank lines are skipped. Memory: one line.
 * Throws FILE_NOT_FOUND, FILE_UNREADABLE, BAD_JSON_LINE or BAD_RECORD with the 1-based line.
 *
 * @param onBytes called after every line with the number of bytes read so far
 */
export async function* streamJsonLines<T>(
  path: string,
  schema: z.ZodType<T>,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<T> {
  const file = createReadStream(path, { highWaterMark: 1 << 18, encoding: 'utf8' });
  let number = 0;
  try {
    for await (const line of linesOf(file)) {
      number++;
      if (line.trim() === '') continue;
      yield parseLine(line, path, number, schema);
      onBytes(file.bytesRead);
    }
  } catch (error) {
    throw fileError(error, path, 'read');
  } finally {
    file.destroy();
  }
}

/** Lines end only at a line feed: readline also splits at other characters, which are allowed inside JSON strings. */
async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  const begun: string[] = [];
  for await (const piece of pieces) {
    const lines = piece.split('\n');
    begun.push(lines.shift() as string);
    if (lines.length === 0) continue;
    yield begun.join('');
    begun.length = 0;
    begun.push(lines.pop() as string);
    yield* lines;
  }
  yield begun.join('');
}

function parseLine<T>(line: string, path: string, number: number, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new UnisonoError('BAD_JSON_LINE', { path, line: number, reason: (error as Error).message });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UnisonoError('BAD_RECORD', { path, line: number, reason: describeIssues(result.error) });
}

/** Size of the write buffer in characters. */
const BUFFER = 1 << 16;

/**
 * Writes JSON lines one by one under a temporary name. `path` exists, whole and on disk, once `finish` has returned; after
 * `abandon` it is unchanged. Throws FILE_UNWRITABLE or DISK_FULL.
 */
export class JsonLinesWriter {
  private readonly temporary: string;
  private readonly file: number;
  private pending = '';

  constructor(private readonly path: string) {
    this.temporary = `${path}.tmp-${process.pid}`;
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.file = openSync(this.temporary, 'w');
    } catch (error) {
      throw fileError(error, path, 'write');
    }
  }

  write(record: unknown): void {
    this.pending += `${JSON.stringify(record)}\n`;
    if (this.pending.length >= BUFFER) this.flush();
  }

  finish(): void {
    this.flush();
    try {
      fsyncSync(this.file);
      closeSync(this.file);
      renameSync(this.temporary, this.path);
    } catch (error) {
      throw fileError(error, this.path, 'write');
    }
  }

  /** Closes and deletes the temporary file. */
  abandon(): void {
    try {
      closeSync(this.file);
    } catch {
      // It was closed when renaming failed.
    }
    discard(this.temporary);
  }

  private flush(): void {
    const bytes = new TextEncoder().encode(this.pending);
    this.pending = '';
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.file, bytes, done, bytes.length - done);
    } catch (error) {
      throw fileError(error, this.path, 'write');
    }
  }
}
