import { appendFileSync, existsSync, mkdirSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { fileError, UnisonoError } from '../core/errors.js';
import { describeIssues, readText } from '../core/files.js';

const LoggedContext = z.object({ id: z.string(), title: z.string(), text: z.string() });

/** One answer as given, with its key and, for readers of the file, its question. */
export const LoggedAnswer = z.object({
  key: z.string(),
  id: z.string(),
  question: z.string(),
  answer: z.string(),
  contexts: z.array(LoggedContext).optional(),
  seconds: z.number(),
  /** Times that it was asked until an answer came. */
  attempts: z.int().min(1),
});
export type LoggedAnswer = z.infer<typeof LoggedAnswer>;

/**
 * Every answer of a target, a JSON line each, appended the moment it comes. A killed command resumes from it, and it is the
 * cache: an answer is reused only for an equal key. An incomplete last line after a kill is cut off.
 */
export class AnswerLog {
  private readonly answers = new Map<string, LoggedAnswer>();

  /** @throws BAD_JSON_LINE, BAD_RECORD for a line that unisono has not written; FILE_UNREADABLE */
  constructor(readonly path: string) {
    if (!existsSync(path)) return;
    const text = readText(path);
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    for (const [index, line] of whole.split('\n').entries()) if (line !== '') this.take(line, index + 1);
    if (whole.length < text.length) this.cut(whole);
  }

  get size(): number {
    return this.answers.size;
  }

  get(key: string): LoggedAnswer | undefined {
    return this.answers.get(key);
  }

  /** Throws FILE_UNWRITABLE or DISK_FULL. */
  append(answer: LoggedAnswer): void {
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      appendFileSync(this.path, `${JSON.stringify(answer)}\n`);
    } catch (error) {
      throw fileError(error, this.path, 'write');
    }
    this.answers.set(answer.key, answer);
  }

  private take(line: string, number: number): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      throw new UnisonoError('BAD_JSON_LINE', { path: this.path, line: number, reason: (error as Error).message });
    }
    const result = LoggedAnswer.safeParse(value);
    if (!result.success) {
      throw new UnisonoError('BAD_RECORD', { path: this.path, line: number, reason: describeIssues(result.error) });
    }
    this.answers.set(result.data.key, result.data);
  }

  private cut(whole: string): void {
    try {
      truncateSync(this.path, Buffer.byteLength(whole));
    } catch (error) {
      throw fileError(error, this.path, 'write');
    }
  }
}
