import { createReadStream } from 'node:fs';
import { fileError, UnisonoError } from '../core/errors.js';
import { describeIssues } from '../core/files.js';
import { LogRecord } from './log-record.js';

/** Maximum number of characters of a line; a longer one is not from a log of questions, and would need too much memory. */
const LONGEST_LINE = 1 << 20;

/**
 * Reads a log line by line, never more of it at once than a line and a piece of 64 KiB; blank lines are skipped.
 *
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE; BAD_JSON_LINE or BAD_RECORD with the line
 */
export async function* readLog(path: string): AsyncGenerator<LogRecord> {
  let line = 0;
  for await (const text of readLines(path)) {
    line++;
    if (text.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw new UnisonoError('BAD_JSON_LINE', { path, line, reason: (error as Error).message });
    }
    const result = LogRecord.safeParse(value);
    if (!result.success) throw new UnisonoError('BAD_RECORD', { path, line, reason: describeIssues(result.error) });
    yield result.data;
  }
}

async function* readLines(path: string): AsyncGenerator<string> {
  let rest = '';
  let line = 0;
  try {
    for await (const piece of createReadStream(path, { encoding: 'utf8' })) {
      const parts = (rest + piece).split('\n');
      rest = parts.pop() as string;
      for (const part of parts) {
        line++;
        yield part;
      }
      if (rest.length > LONGEST_LINE) {
        throw new UnisonoError('BAD_JSON_LINE', {
          path,
          line: line + 1,
          reason: 'the line is longer than 1,000,000 characters',
        });
      }
    }
  } catch (error) {
    throw fileError(error, path, 'read');
  }
  if (rest !== '') yield rest;
}
