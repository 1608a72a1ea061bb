import { join } from 'node:path';
import { UnisonoError } from '../../core/errors.js';
import { readJsonLines, writeJson, writeJsonLines } from '../../core/files.js';
import { AnswerRecord } from '../../engine/records.js';
import { buildLadder, type Comparison, type LadderSettings } from '../../evaluation/build-ladder.js';
import type { Ladder } from '../../evaluation/ladder.js';
import { scoreModel } from '../../evaluation/pairs.js';
import { Example } from '../../retrieval/example.js';
import { COMPARISONS } from '../models.js';
import type { RunContext } from '../run-context.js';

/** A model of the ladder and the file of its answers. */
export interface AnsweredModel {
  readonly name: string;
  readonly answers: string;
}

export interface ScoreOptions extends LadderSettings {
  readonly examples: string;
  readonly models: readonly AnsweredModel[];
  readonly comparisons: readonly Comparison[];
}

/** Where the `evaluate` stage writes. */
export interface ScoreFiles {
  readonly pairs: string;
  readonly groups: string;
  readonly ladder: string;
}

/** Scores every model's answers: one JSON line per model and pair, one per model and group, and the ladder. */
export function scoreStage(
  { examples: path, models, comparisons, threshold, resamples, seed }: ScoreOptions,
  out: ScoreFiles,
): Ladder {
  const examples = readJsonLines(path, Example, { stage: 'unisono retrieve' });
  const scores = models.map(({ name, answers }) =>
    scoreModel(name, examples, readAnswers(answers, path, examples), threshold),
  );
  const ladder = buildLadder(scores, comparisons, { threshold, resamples, seed });
  writeJsonLines(
    out.pairs,
    scores.flatMap(({ pairs }) => pairs),
  );
  writeJsonLines(
    out.groups,
    scores.flatMap(({ groups }) => groups),
  );
  writeJson(out.ladder, ladder);
  return ladder;
}

/** Reads the answers to every one of these examples. */
function readAnswers(answers: string, path: string, examples: readonly Example[]): AnswerRecord[] {
  const records = readJsonLines(answers, AnswerRecord, { stage: 'unisono generate' });
  const answered = new Set(records.map(({ id }) => id));
  const missing = examples.findIndex(({ id }) => !answered.has(id));
  if (missing < 0) return records;
  const { id } = examples[missing] as Example;
  throw new UnisonoError('UNKNOWN_REFERENCE', { path, line: missing + 1, field: 'example', id, target: answers });
}

/** The `evaluate` stage of a run. */
export async function runScore(
  run: RunContext,
  models: readonly AnsweredModel[],
  examples: string,
): Promise<ScoreFiles> {
  const { evaluation, seed } = run.config;
  const { threshold, resamples } = evaluation;
  const place = (at: (file: string) => string) => ({
    pairs: at('pairs.jsonl'),
    groups: at('groups.jsonl'),
    ladder: at('ladder.json'),
  });
  const stage = {
    name: 'evaluate',
    module: import.meta.url,
    inputs: { examples, ...Object.fromEntries(models.map(({ name, answers }) => [`answers of ${name}`, answers])) },
    settings: { threshold, resamples, seed, models: models.map(({ name }) => name) },
    outputs: ['pairs.jsonl', 'groups.jsonl', 'ladder.json'],
  };
  const options = { examples, models, comparisons: COMPARISONS, threshold, resamples, seed };
  await run.stage(stage, (dir) =>
    scoreStage(
      options,
      place((file) => join(dir, file)),
    ),
  );
  return place((file) => run.path('evaluate', file));
}
