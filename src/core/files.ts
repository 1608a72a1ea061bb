import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { fileError, UnisonoError } from './errors.js';

/** Writes `data` under a temporary name, flushes it and renames it: `path` has the old or the new content, never a part. */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  const temporary = `${path}.tmp-${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w');
    try {
      const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw fileError(error, path, 'write');
  }
}

/** Deletes the remains of a failed write, if possible. Never throws: the error of the write is reported instead. */
export function discard(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Without the folder or write access nothing was written, so there is nothing to delete.
  }
}

/** Reads a UTF-8 text file. `stage` names the command that writes it, for the error's remedy. */
export function readText(path: string, stage?: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError(error, path, 'read', stage);
  }
}

/** Largest number of mistakes of one file in a message. */
const MOST_ISSUES = 8;

/** "field.sub: message; ..." from a zod error. */
export function describeIssues(error: z.ZodError): string {
  const told = error.issues
    .slice(0, MOST_ISSUES)
    .map(({ path, message }) => `${path.join('.') || 'record'}: ${message}`);
  const more = error.issues.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** Reads a JSON document and checks it against `schema`. Throws BAD_JSON or BAD_DOCUMENT naming the field. */
export function readJson<T>(path: string, schema: z.ZodType<T>, stage?: string): T {
  const text = readText(path, stage);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UnisonoError('BAD_JSON', { path, reason: (error as Error).message });
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new UnisonoError('BAD_DOCUMENT', { path, reason: describeIssues(result.error) });
  return result.data;
}

/** Writes a JSON document, two-space indented with a final newline. */
export function writeJson(path: string, value: unknown): void {
  writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * Reads JSON lines and checks each against `schema`; blank lines are skipped.
 * Throws BAD_JSON_LINE or BAD_RECORD with the 1-based line, EMPTY_DATASET when nothing is left.
 */
export function readJsonLines<T>(
  path: string,
  schema: z.ZodType<T>,
  options: { stage?: string; allowEmpty?: boolean } = {},
): T[] {
  const records: T[] = [];
  const lines = readText(path, options.stage).split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      throw new UnisonoError('BAD_JSON_LINE', { path, line: index + 1, reason: (error as Error).message });
    }
    const result = schema.safeParse(value);
    if (!result.success) {
      throw new UnisonoError('BAD_RECORD', { path, line: index + 1, reason: describeIssues(result.error) });
    }
    records.push(result.data);
  }
  if (records.length === 0 && !options.allowEmpty) {
    throw new UnisonoError('EMPTY_DATASET', { path, what: 'records', least: 'one JSON line' });
  }
  return records;
}

/** Writes records as JSON lines, atomically. */
export function writeJsonLines(path: string, records: readonly unknown[]): void {
  writeFileAtomic(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}
