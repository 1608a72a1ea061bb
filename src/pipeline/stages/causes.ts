import { readJsonLines, writeJsonLines } from '../../core/files.js';
import type { Engine, GenerateJob, OnProgress } from '../../engine/engine.js';
import { AnswerRecord } from '../../engine/records.js';
import { Example } from '../../retrieval/example.js';
import { planAsks, withoutKnown } from '../../targets/plan.js';
import type { EngineStage } from '../stage.js';

/** Name of the file of questions that a model was asked. */
export const ASKED = 'asked.jsonl';

export interface CausesOptions extends Pick<GenerateJob, 'model' | 'prompt' | 'maxNewTokens' | 'batch'> {
  readonly examples: string;
  /** The model's answers to the examples. */
  readonly answers: string;
  readonly repeats: number;
  readonly interaction: boolean;
}

/** Where the answers go; `asked` holds the questions that the model was really asked, `generated` what it said to them. */
export interface CausesFiles {
  readonly asked: string;
  readonly answers: string;
  readonly generated: string;
  readonly partial: string;
}

/**
 * Lets one model answer, greedily, what a split by cause needs besides the examples: questions once more, and rewordings
 * with the contexts of their originals. If both have the same contexts, the answer to the rewording is reused.
 */
export const causesStage: EngineStage<CausesOptions, CausesFiles> = {
  name: 'causes',
  version: 1,
  unit: 'answers',
  engine: 'generate',
  inputs: ({ model, examples, answers }) => ({ model, examples, answers }),
  settings: ({ model: _, examples: __, answers: ___, ...settings }) => settings,
  files: () => ({ asked: ASKED, answers: 'answers.jsonl', generated: 'generated.jsonl', partial: 'partial.jsonl' }),
  scratch: ['generated', 'partial'],
  work: answerForCauses,
};

async function answerForCauses(
  engine: Engine,
  { examples: path, answers, repeats, interaction, ...how }: CausesOptions,
  out: CausesFiles,
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
