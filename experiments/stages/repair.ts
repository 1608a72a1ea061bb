import { Article, readJsonLines, writeJsonLines } from 'unisono/core';
import { AnswerRecord, type Engine, type OnProgress } from 'unisono/engine';
import { type EngineStage, type GenerateOptions, generateStage } from 'unisono/pipeline';
import { contextFinder, Example } from 'unisono/retrieval';
import { canonicalExamples, medoid, planMedoids } from '../runner/repairs.js';
import type { Repair } from '../runner/table.js';

export interface RepairOptions extends Pick<GenerateOptions, 'model' | 'prompt' | 'maxNewTokens' | 'batch'> {
  readonly repair: Repair;
  readonly examples: string;
  /** The searched articles. */
  readonly articles: string;
  /** Contexts per question. */
  readonly k: number;
  readonly seed: number;
}

/** The question asked, the final answer, and every candidate answer for the medoid. */
export interface RepairFiles {
  readonly asked: string;
  readonly answers: string;
  readonly record: string;
  readonly generated: string;
  readonly partial: string;
}

/** Generates a model's answers with a repair before or after it. */
export const repairStage: EngineStage<RepairOptions, RepairFiles> = {
  name: 'repair',
  version: 1,
  unit: 'answers',
  engine: 'generate',
  inputs: ({ model, examples, articles }) => ({ model, examples, articles }),
  settings: ({ model: _, examples: __, articles: ___, ...settings }) => settings,
  files: () => ({
    asked: 'asked.jsonl',
    answers: 'answers.jsonl',
    record: 'decoding.json',
    generated: 'generated.jsonl',
    partial: 'partial.jsonl',
  }),
  scratch: ['generated', 'partial'],
  work: answerRepaired,
};

async function answerRepaired(
  engine: Engine,
  { repair, model, examples, articles, k, prompt, maxNewTokens, batch, seed }: RepairOptions,
  { asked, answers, record, generated, partial }: RepairFiles,
  onProgress?: OnProgress,
): Promise<void> {
  const contextsOf = contextFinder(readJsonLines(articles, Article), k);
  const wordings = readJsonLines(examples, Example);
  const front = repair.canonical ? canonicalExamples(wordings, contextsOf) : wordings;
  const plan = repair.medoid ? planMedoids(front, contextsOf, seed) : undefined;
  writeJsonLines(asked, plan?.asked ?? front);
  const { temperature } = repair;
  const decoding = temperature === undefined ? { sample: false } : { sample: true, temperature, seed };
  const options = { model, examples: asked, prompt, maxNewTokens, batch, decoding };
  await generateStage.work(engine, options, { answers: plan ? generated : answers, record, partial }, onProgress);
  if (!plan) return;
  const said = new Map(readJsonLines(generated, AnswerRecord).map(({ id, answer }) => [id, answer]));
  writeJsonLines(
    answers,
    front.map(({ id }) => ({ id, answer: medoid(plan.of.get(id)!.map((each) => said.get(each)!)) })),
  );
}
