import { join } from 'node:path';
import { writeJson } from '../../core/files.js';
import type { Causes } from '../../evaluation/causes/causes.js';
import { RANKING, splitByCause } from '../../evaluation/causes/split-by-cause.js';
import type { Ladder } from '../../evaluation/ladder.js';
import {
  type AnsweredModel,
  type ScoreFiles,
  type ScoreOptions,
  scoreAnswers,
} from '../../evaluation/score-answers.js';
import { COMPARISONS } from '../models.js';
import type { RunContext } from '../run-context.js';

/** Where an evaluation writes; causes.json only where a model has the answers that it takes. */
export interface EvaluationFiles extends ScoreFiles {
  readonly causes: string;
}

/** Scores every model's answers, and splits by cause the inconsistency of those that were asked for it. */
export async function evaluateStage(
  options: ScoreOptions,
  files: EvaluationFiles,
): Promise<{ ladder: Ladder; causes: Causes | undefined }> {
  const { examples, models, threshold, resamples, seed, words } = options;
  const ladder = await scoreAnswers(options, files);
  const causes = splitByCause(
    examples,
    models,
    { threshold, resamples, seed, ...RANKING, words },
    files.causes,
    options.comparisons,
  );
  if (causes) {
    const of = new Map(causes.models.map((each) => [each.model, each]));
    for (const row of ladder.rows) row.causes = of.get(row.model);
    if (causes.differences) ladder.causeDifferences = causes.differences;
    writeJson(files.ladder, ladder);
  }
  return { ladder, causes };
}

/** The `evaluate` stage of a run; `causes` is written only where a model has further answers. */
export async function runEvaluate(
  run: RunContext,
  models: readonly AnsweredModel[],
  examples: string,
): Promise<EvaluationFiles> {
  const { evaluation, seed } = run.config;
  const { threshold, resamples, bertscore, words } = evaluation;
  const place = (at: (file: string) => string) => ({
    pairs: at('pairs.jsonl'),
    groups: at('groups.jsonl'),
    ladder: at('ladder.json'),
    causes: at('causes.json'),
  });
  const split = models.filter(({ further }) => further !== undefined);
  const stage = {
    name: 'evaluate',
    module: import.meta.url,
    inputs: {
      examples,
      ...(bertscore && { 'encoder of BERTScore': bertscore.path }),
      ...Object.fromEntries(models.map(({ name, answers }) => [`answers of ${name}`, answers])),
      ...Object.fromEntries(split.map(({ name, further }) => [`further answers of ${name}`, further as string])),
    },
    settings: {
      threshold,
      resamples,
      seed,
      words,
      models: models.map(({ name }) => name),
      layer: bertscore?.layer ?? null,
    },
    outputs: ['pairs.jsonl', 'groups.jsonl', 'ladder.json', ...(split.length > 0 ? ['causes.json'] : [])],
  };
  const options = { examples, models, comparisons: COMPARISONS, threshold, resamples, seed, bertscore, words };
  await run.stage(stage, (dir) =>
    evaluateStage(
      options,
      place((file) => join(dir, file)),
    ),
  );
  return place((file) => run.path('evaluate', file));
}
