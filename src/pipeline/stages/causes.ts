import { readJsonLines, writeJson } from '../../core/files.js';
import type { Causes } from '../../evaluation/causes/causes.js';
import { type CausesSettings, hasCauseAnswers, measureCauses } from '../../evaluation/causes/measure-causes.js';
import { Example } from '../../retrieval/example.js';
import { RecordedAnswer } from '../../targets/recorded-answer.js';
import type { AnsweredModel } from './score.js';

/** Depth of the overlap and persistence of rank-biased overlap, where nobody says otherwise. */
export const RANKING = { k: 5, p: 0.9 } as const;

/**
 * Splits by cause the inconsistency of every model whose answers allow it: those with answers to questions asked again, or
 * with others' contexts.
 *
 * @returns undefined, and writes nothing, where there is no such model
 */
export function causesStage(
  examples: string,
  models: readonly AnsweredModel[],
  settings: CausesSettings,
  out: string,
): Causes | undefined {
  const questions = readJsonLines(examples, Example, { stage: 'unisono retrieve' });
  const measured = models.flatMap(({ name, answers, further }) => {
    const records = [answers, ...(further === undefined ? [] : [further])].flatMap((path) =>
      readJsonLines(path, RecordedAnswer, { stage: 'unisono answer' }),
    );
    return hasCauseAnswers(records) ? [measureCauses(name, questions, records, settings)] : [];
  });
  if (measured.length === 0) return undefined;
  const causes = { ...settings, models: measured };
  writeJson(out, causes);
  return causes;
}
