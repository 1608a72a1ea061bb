import { UnisonoError } from '../core/errors.js';
import { readJsonLines, writeJson, writeJsonLines } from '../core/files.js';
import { Example } from '../retrieval/example.js';
import { contextsOf, RecordedAnswer } from '../targets/recorded-answer.js';
import { buildLadder, type Comparison, type LadderSettings } from './build-ladder.js';
import type { Ladder } from './ladder.js';
import { type BertScoreChoice, measureBertScore } from './measure-bertscore.js';
import { type SourcedAnswer, scoreModel } from './pairs.js';

/** A model of the ladder and the file of its answers. */
export interface AnsweredModel {
  readonly name: string;
  readonly answers: string;
  /** Answers to the questions of a split by cause, if not in `answers`. */
  readonly further?: string | undefined;
}

/** Which answers are scored, and how. */
export interface ScoreOptions extends LadderSettings {
  readonly examples: string;
  readonly models: readonly AnsweredModel[];
  readonly comparisons: readonly Comparison[];
  /** Encoder that measures BS; null: BS is not measured. */
  readonly bertscore: BertScoreChoice | null;
}

/** Output paths of the `evaluate` stage. */
export interface ScoreFiles {
  readonly pairs: string;
  readonly groups: string;
  readonly ladder: string;
}

/** Scores every model's answers: one JSON line per model and pair, one per model and group, and the ladder. */
export async function scoreAnswers(
  { examples: path, models, comparisons, threshold, resamples, seed, bertscore, words }: ScoreOptions,
  out: ScoreFiles,
): Promise<Ladder> {
  const examples = readJsonLines(path, Example, { stage: 'unisono retrieve' });
  const plain = models.map(({ name, answers }) =>
    scoreModel(name, examples, readAnswers(answers, path, examples), threshold, words),
  );
  const { scores, source } = bertscore ? await measureBertScore(plain, bertscore) : { scores: plain, source: null };
  const ladder = buildLadder(scores, comparisons, { threshold, resamples, seed, words }, source);
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
function readAnswers(answers: string, path: string, examples: readonly Example[]): SourcedAnswer[] {
  const records = readJsonLines(answers, RecordedAnswer, { stage: 'unisono generate' }).flatMap(
    ({ id, answer, contexts }) =>
      id === undefined ? [] : [{ id, answer, contexts: contextsOf({ contexts })?.map((context) => context.id) }],
  );
  const answered = new Set(records.map(({ id }) => id));
  const missing = examples.findIndex(({ id }) => !answered.has(id));
  if (missing < 0) return records;
  const { id } = examples[missing] as Example;
  throw new UnisonoError('UNKNOWN_REFERENCE', { path, line: missing + 1, field: 'example', id, target: answers });
}
