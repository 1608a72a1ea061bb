import type { RunContext } from 'unisono/pipeline';
import { repairStage } from '../stages/repair.js';
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

/** Generates a model's answers with a repair before or after it; returns the answer file. */
export async function answerRepaired(
  repair: Repair,
  { run, model, examples, articles, prefix }: RepairInputs,
): Promise<string> {
  const { prompt, evaluation, retrieval, seed } = run.config;
  const { maxNewTokens, batch } = evaluation;
  const options = { repair, model, examples, articles, k: retrieval.k, prompt, maxNewTokens, batch, seed };
  return (await run.stage(repairStage, options, `${prefix}repairs/${repair.name}`)).answers;
}
