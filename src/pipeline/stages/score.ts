import { readJsonLines, writeJson, writeJsonLines } from '../../core/files.js';
import { AnswerRecord } from '../../engine/records.js';
import { buildLadder, type Comparison, type LadderSettings } from '../../evaluation/build-ladder.js';
import type { Ladder } from '../../evaluation/ladder.js';
import { scoreModel } from '../../evaluation/pairs.js';
import { Example } from '../../retrieval/example.js';

export interface ScoreOptions extends LadderSettings {
  readonly examples: string;
  readonly models: readonly { readonly name: string; readonly answers: string }[];
  readonly comparisons: readonly Comparison[];
}

/** Scores every model's answers: one JSON line per model and pair, and the ladder. */
export function scoreStage(
  { examples: path, models, comparisons, threshold, resamples, seed }: ScoreOptions,
  out: { pairs: string; ladder: string },
): Ladder {
  const examples = readJsonLines(path, Example, { stage: 'unisono retrieve' });
  const scores = models.map(({ name, answers }) =>
    scoreModel(name, examples, readJsonLines(answers, AnswerRecord, { stage: 'unisono generate' }), threshold),
  );
  const ladder = buildLadder(scores, comparisons, { threshold, resamples, seed });
  writeJsonLines(
    out.pairs,
    scores.flatMap(({ pairs }) => pairs),
  );
  writeJson(out.ladder, ladder);
  return ladder;
}
