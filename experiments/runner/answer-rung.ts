import { join } from 'node:path';
import { generateStage, type RunContext } from 'unisono/pipeline';
import { contextFinder, Example } from 'unisono/retrieval';
import { Article } from '../../src/core/dataset.js';
import { readJsonLines, writeJsonLines } from '../../src/core/files.js';
import { AnswerRecord } from '../../src/engine/records.js';
import { canonicalExamples, medoid, planMedoids } from './repairs.js';
import type { Repair } from './table.js';

/** What a repair works on: the run with its settings, the model's directory, the examples that are asked, their articles. */
export interface RepairInputs {
  readonly run: RunContext;
  readonly model: string;
  readonly examples: string;
  readonly articles: string;
  /** Sets the stages of one data set apart from another's. */
  readonly prefix: string;
}

/** Lets a model answer with a repair in front or behind; returns the file of its answers. */
export async function answerRepaired(repair: Repair, inputs: RepairInputs): Promise<string> {
  const { run, model, examples, articles, prefix } = inputs;
  const { prompt, evaluation, retrieval, seed } = run.config;
  const { maxNewTokens, batch } = evaluation;
  const { temperature } = repair;
  const stage = {
    name: `${prefix}repairs/${repair.name}`,
    module: import.meta.url,
    inputs: { model, examples, articles },
    settings: { repair, prompt, maxNewTokens, batch, k: retrieval.k, seed },
    outputs: ['asked.jsonl', 'answers.jsonl', 'decoding.json'],
    unit: 'answers',
    usesEngine: 'generate' as const,
  };
  await run.stage(stage, async (dir, onProgress) => {
    const at = (file: string) => join(dir, file);
    const contextsOf = contextFinder(readJsonLines(articles, Article), retrieval.k);
    const wordings = readJsonLines(examples, Example);
    const front = repair.canonical ? canonicalExamples(wordings, contextsOf) : wordings;
    const plan = repair.medoid ? planMedoids(front, contextsOf, seed) : undefined;
    writeJsonLines(at('asked.jsonl'), plan?.asked ?? front);
    const decoding = temperature === undefined ? { sample: false } : { sample: true, temperature, seed };
    const generated = plan ? at('generated.jsonl') : at('answers.jsonl');
    const files = { partial: at('partial.jsonl'), answers: generated, record: at('decoding.json') };
    const options = { model, examples: at('asked.jsonl'), prompt, maxNewTokens, batch, decoding };
    await generateStage(run.engine, options, files, onProgress);
    if (!plan) return;
    const said = new Map(readJsonLines(generated, AnswerRecord).map(({ id, answer }) => [id, answer]));
    writeJsonLines(
      at('answers.jsonl'),
      front.map(({ id }) => ({ id, answer: medoid(plan.of.get(id)!.map((each) => said.get(each)!)) })),
    );
  });
  return run.path(stage.name, 'answers.jsonl');
}
