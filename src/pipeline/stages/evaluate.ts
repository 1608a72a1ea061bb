import { writeJson } from '../../core/files.js';
import type { Causes } from '../../evaluation/causes/causes.js';
import { RANKING, splitByCause } from '../../evaluation/causes/split-by-cause.js';
import type { Ladder } from '../../evaluation/ladder.js';
import { type ScoreFiles, type ScoreOptions, scoreAnswers } from '../../evaluation/score-answers.js';
import { metricVersions } from '../../metrics/registry.js';
import type { PlainStage } from '../stage.js';

/** Output paths of an evaluation; `causes` is needed and written only if a model has the required answers. */
export interface EvaluationFiles extends ScoreFiles {
  readonly causes?: string;
}

/** Results of an evaluation. */
export interface Evaluated {
  readonly ladder: Ladder;
  readonly causes: Causes | undefined;
}

/** Scores every model's answers, and splits by cause the inconsistency of those that were asked for it. */
export const evaluateStage: PlainStage<ScoreOptions, EvaluationFiles, Evaluated> = {
  name: 'evaluate',
  version: 2,
  unit: 'files',
  inputs: ({ examples, models, bertscore }) => ({
    examples,
    ...(bertscore && { 'encoder of BERTScore': bertscore.path }),
    ...Object.fromEntries(models.map(({ name, answers }) => [`answers of ${name}`, answers])),
    ...Object.fromEntries(
      models.flatMap(({ name, further }) => (further === undefined ? [] : [[`further answers of ${name}`, further]])),
    ),
  }),
  settings: ({ examples: _, models, bertscore, ...settings }) => ({
    ...settings,
    // Metrics and their definitions determine the ladder.
    metrics: metricVersions(),
    models: models.map(({ name }) => name),
    layer: bertscore?.layer ?? null,
  }),
  files: ({ models }) => ({
    pairs: 'pairs.jsonl',
    groups: 'groups.jsonl',
    ladder: 'ladder.json',
    ...(models.some(({ further }) => further !== undefined) && { causes: 'causes.json' }),
  }),
  work: evaluate,
};

async function evaluate(options: ScoreOptions, files: EvaluationFiles): Promise<Evaluated> {
  const { examples, models, threshold, resamples, seed, words, comparisons } = options;
  const ladder = await scoreAnswers(options, files);
  if (files.causes === undefined) return { ladder, causes: undefined };
  const how = { threshold, resamples, seed, ...RANKING, words };
  const causes = splitByCause(examples, models, how, files.causes, comparisons);
  if (causes) {
    const of = new Map(causes.models.map((each) => [each.model, each]));
    for (const row of ladder.rows) row.causes = of.get(row.model);
    if (causes.differences) ladder.causeDifferences = causes.differences;
    writeJson(files.ladder, ladder);
  }
  return { ladder, causes };
}
