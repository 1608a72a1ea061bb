import { readJsonLines, writeJson } from '../../src/core/files.js';
import { AnswerRecord } from '../../src/engine/records.js';
import type { PlainStage } from '../../src/pipeline/stage.js';

export interface LengthsOptions {
  /** JSON lines of answers. */
  readonly answers: string;
  /** Characters from which on an answer is long. */
  readonly long: number;
}

/** Counts answers, and those that are long. */
export const lengthsStage: PlainStage<LengthsOptions, { readonly counts: string }> = {
  name: 'lengths',
  version: 1,
  unit: 'files',
  inputs: ({ answers }) => ({ answers }),
  settings: ({ long }) => ({ long }),
  files: () => ({ counts: 'counts.json' }),
  work: ({ answers, long }, { counts }) => {
    const records = readJsonLines(answers, AnswerRecord);
    writeJson(counts, { answers: records.length, long: records.filter(({ answer }) => answer.length >= long).length });
  },
};
