import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnswerFunction, asTarget } from '../../targets/function-target.js';
import type { Target } from '../../targets/target.js';
import { askCheck } from './ask-check.js';
import { checkExamples } from './check-examples.js';
import type { CheckResult } from './check-result.js';
import { CHECK_SETTINGS, measureCheck } from './measure-check.js';

/** What a check asks where nothing else is said, by `check` and by `unisono check`. */
export const CHECK_DEFAULTS = { count: 20, rewordings: 4, seed: 1 } as const;

/** Settings of a check. */
export interface CheckOptions {
  /** Number of questions to ask, drawn at random from those given; at least 1. Default: 20. */
  readonly count?: number;
  /** Maximum number of rewordings per question, of different kinds; at least 1. Default: 4. */
  readonly rewordings?: number;
  /** Random seed for choosing questions and for the bootstrap, a whole number. Default: 1. */
  readonly seed?: number;
  /** Folder that keeps the answers, so that a later check does not ask again. Default: none are kept. */
  readonly folder?: string;
  /** Called with the number of answers so far and their total. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A question to check, with its reference answer if known. */
export type QuestionToCheck = string | { readonly question: string; readonly answer?: string };

/**
 * A first look at a RAG system: asks questions, their rewordings by rule, and each question once more, and measures how
 * often the answers agree. What `unisono check` does.
 *
 * @param target a function that answers a question, or any other target; it is not closed
 * @throws TOO_FEW_QUERIES where no question can be reworded; TARGET_INCOMPLETE where questions stay without an answer, and the
 * target's own errors
 */
export async function check(
  target: Target | AnswerFunction,
  questions: readonly QuestionToCheck[],
  options: CheckOptions = {},
): Promise<CheckResult> {
  const {
    count = CHECK_DEFAULTS.count,
    rewordings = CHECK_DEFAULTS.rewordings,
    seed = CHECK_DEFAULTS.seed,
    onProgress,
  } = options;
  const asked = asTarget(target);
  const given = questions.map((each, i) => ({
    id: `q${i + 1}`,
    ...(typeof each === 'string' ? { question: each } : each),
  }));
  const examples = checkExamples(given, { questions: count, rewordings, seed });
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'unisono-check-'));
  try {
    const records = await askCheck(asked, examples, folder, onProgress);
    return measureCheck(asked.name, examples, records, { ...CHECK_SETTINGS, seed });
  } finally {
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
