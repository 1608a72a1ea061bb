import { extname, resolve } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../../core/errors.js';
import { readJsonLines } from '../../core/files.js';
import { sha256 } from '../../core/hash.js';
import { common, Text } from '../common-settings.js';
import { contextsOf, RecordedAnswer } from '../recorded-answer.js';
import type { Target, TargetAnswer, TargetQuestion } from '../target.js';
import { TargetFailure } from '../target-failure.js';
import { targetKind } from '../target-kind.js';

/** Settings of such a target in a file. */
export const RecordedSettings = z.strictObject({
  kind: z.literal('recorded').describe('File of answers collected earlier.'),
  ...common,
  file: Text.describe('JSON lines {"id" or "question", "answer", "contexts"?: [ids, best first]}.'),
});
export type RecordedSettings = z.output<typeof RecordedSettings>;

/**
 * Answers from a file: the line with the question's id, else the one with its very text. A line that has both must agree
 * with both, so that an answer to an older wording is not taken.
 */
export class RecordedTarget implements Target {
  readonly name: string;
  readonly identity: unknown;
  /** It is asked with the contexts that were given when the answers were collected, and cannot tell. */
  readonly takesContexts = true;
  readonly retrieves = true;
  readonly recorded = true;
  readonly concurrency = 64;
  readonly retries = 0;
  readonly secrets = [];
  private readonly byId = new Map<string, RecordedAnswer>();
  private readonly byQuestion = new Map<string, RecordedAnswer>();
  private readonly file: string;

  /** @throws the errors of `readJsonLines`; DUPLICATE_ID */
  constructor({ file, name, version }: RecordedSettings) {
    const records = readJsonLines(file, RecordedAnswer);
    for (const [index, record] of records.entries()) {
      if (record.id !== undefined) {
        if (this.byId.has(record.id))
          throw new UnisonoError('DUPLICATE_ID', { path: file, line: index + 1, id: record.id });
        this.byId.set(record.id, record);
      } else if (record.question !== undefined) this.byQuestion.set(record.question, record);
    }
    this.file = file;
    this.name = name ?? file;
    this.identity = { kind: 'recorded', answers: sha256(JSON.stringify(records)), version: version ?? null };
  }

  async answer({ id, question }: TargetQuestion): Promise<TargetAnswer> {
    const record = this.byId.get(id) ?? this.byQuestion.get(question);
    if (!record) {
      throw new TargetFailure('TARGET_NOT_RECORDED', { path: this.file, id, question }, 'question');
    }
    if (record.question !== undefined && record.question !== question) {
      const reason = `it was recorded for ${JSON.stringify(record.question)}`;
      throw new TargetFailure('TARGET_REFUSED', { target: this.name, id, reason }, 'question');
    }
    const contexts = contextsOf(record);
    return { answer: record.answer, ...(contexts && { contexts }), seconds: record.seconds ?? 0 };
  }

  async close(): Promise<void> {}
}

const FILES_OF_ANSWERS = ['.jsonl', '.ndjson'];

/** The kind `recorded`. */
export const recorded = targetKind({
  settings: RecordedSettings,
  argument: {
    example: 'answers.jsonl',
    options: [],
    settings: ({ given, path }) =>
      path !== undefined && FILES_OF_ANSWERS.includes(extname(path).toLowerCase())
        ? { file: path, name: given }
        : undefined,
  },
  open: (settings, { folder }) => new RecordedTarget({ ...settings, file: resolve(folder, settings.file) }),
});
