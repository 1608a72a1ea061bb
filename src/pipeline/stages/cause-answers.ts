import { join } from 'node:path';
import { readJsonLines, writeJsonLines } from '../../core/files.js';
import type { Engine, GenerateJob, OnProgress } from '../../engine/engine.js';
import { AnswerRecord } from '../../engine/records.js';
import { Example } from '../../retrieval/example.js';
import { planAsks, withoutKnown } from '../../targets/plan.js';
import type { NamedModel } from '../models.js';
import type { RunContext } from '../run-context.js';

/** Name of the file of questions that a model was asked. */
export const ASKED = 'asked.jsonl';

export interface CauseAnswersOptions extends Pick<GenerateJob, 'model' | 'prompt' | 'maxNewTokens' | 'batch'> {
  readonly examples: string;
  /** The model's answers to the examples. */
  readonly answers: string;
  readonly repeats: number;
  readonly interaction: boolean;
}

/** Where the answers go; `asked` holds the questions that the model was really asked. */
interface CauseAnswerFiles {
  readonly partial: string;
  readonly asked: string;
  readonly generated: string;
  readonly answers: string;
}

/**
 * Lets one model answer what a split by cause needs besides the examples: questions once more, and rewordings with the
 * contexts of their originals. Where both have the same contexts, the answer to the rewording is that one already.
 */
export async function causeAnswersStage(
  engine: Engine,
  { examples: path, answers, repeats, interaction, ...how }: CauseAnswersOptions,
  out: CauseAnswerFiles,
  onProgress?: OnProgress,
): Promise<void> {
  const examples = readJsonLines(path, Example, { stage: 'unisono retrieve' });
  const plan = planAsks(examples, { given: true, repeats, held: true, swapped: interaction });
  const { asks, known } = withoutKnown(
    plan.filter(({ role }) => role !== 'example'),
    examples,
  );
  writeJsonLines(
    out.asked,
    asks.map(({ id, question: text, contexts = [] }) => ({ id, text, contexts, answer: '' })),
  );
  const { partial, asked, generated } = out;
  await engine.generate({ ...how, examples: asked, partial, out: generated, decoding: { sample: false } }, onProgress);
  const said = new Map(readJsonLines(answers, AnswerRecord).map(({ id, answer }) => [id, answer]));
  writeJsonLines(out.answers, [
    ...readJsonLines(generated, AnswerRecord),
    ...known.map(({ id, as }) => ({ id, answer: said.get(as) as string })),
  ]);
}

/** The `causes` stage of one model of a run, greedy; returns its answers' file, or undefined where none is wanted. */
export async function runCauseAnswers(
  run: RunContext,
  { name, dir: model }: NamedModel,
  examples: string,
  answers: string,
): Promise<string | undefined> {
  const { prompt, evaluation } = run.config;
  const { maxNewTokens, batch, causes } = evaluation;
  if (!causes || (causes.models && !causes.models.includes(name))) return undefined;
  const how = { prompt, maxNewTokens, batch, repeats: causes.repeats, interaction: causes.interaction };
  const stage = {
    name: `causes/${name}`,
    module: import.meta.url,
    inputs: { model, examples, answers },
    settings: how,
    outputs: [ASKED, 'answers.jsonl'],
    unit: 'answers',
    usesEngine: 'generate' as const,
  };
  await run.stage(stage, (dir, onProgress) => {
    const files = {
      partial: join(dir, 'partial.jsonl'),
      asked: join(dir, ASKED),
      generated: join(dir, 'generated.jsonl'),
      answers: join(dir, 'answers.jsonl'),
    };
    return causeAnswersStage(run.engine, { ...how, model, examples, answers }, files, onProgress);
  });
  return run.path(stage.name, 'answers.jsonl');
}
