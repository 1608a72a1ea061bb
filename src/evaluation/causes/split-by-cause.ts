import { readJsonLines, writeJson } from '../../core/files.js';
import { Example } from '../../retrieval/example.js';
import { RecordedAnswer } from '../../targets/recorded-answer.js';
import type { Comparison } from '../build-ladder.js';
import type { AnsweredModel } from '../score-answers.js';
import { causeDifferences } from './cause-differences.js';
import type { Causes } from './causes.js';
import { type CausesSettings, hasCauseAnswers, measurePairs, pairsOf } from './measure-causes.js';

/** Default depth of the overlap and persistence of rank-biased overlap. */
export const RANKING = { k: 5, p: 0.9 } as const;

/**
 * Splits by cause the inconsistency of every model whose answers allow it: those with answers to questions asked again, or
 * with others' contexts.
 *
 * @returns undefined, and writes nothing, where there is no such model
 */
export function splitByCause(
  examples: string,
  models: readonly AnsweredModel[],
  settings: CausesSettings,
  out: string,
  comparisons: readonly Comparison[] = [],
): Causes | undefined {
  const questions = readJsonLines(examples, Example, { stage: 'unisono retrieve' });
  const measured = models.flatMap(({ name, answers, further }) => {
    const records = [answers, ...(further === undefined ? [] : [further])].flatMap((path) =>
      readJsonLines(path, RecordedAnswer, { stage: 'unisono answer' }),
    );
    return hasCauseAnswers(records) ? [{ model: name, pairs: pairsOf(questions, records, settings) }] : [];
  });
  if (measured.length === 0) return undefined;
  const of = new Map(measured.map((each) => [each.model, each]));
  const differences = comparisons.flatMap(([a, b]) => {
    const [first, second] = [of.get(a), of.get(b)];
    return first && second ? causeDifferences(first, second, settings) : [];
  });
  const causes: Causes = {
    ...{ ...settings, words: settings.words ?? 'auto' },
    models: measured.map((each) => measurePairs(each, settings)),
    ...(differences.length > 0 && { differences }),
  };
  writeJson(out, causes);
  return causes;
}
