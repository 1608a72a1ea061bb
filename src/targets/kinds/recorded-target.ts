import { UnisonoError } from '../../core/errors.js';
import { readJsonLines } from '../../core/files.js';
import { sha256 } from '../../core/hash.js';
import { contextsOf, RecordedAnswer } from '../recorded-answer.js';
import type { Target, TargetAnswer, TargetQuestion } from '../target.js';
import { TargetFailure } from '../target-failure.js';
import type { RecordedSettings } from '../target-settings.js';

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
