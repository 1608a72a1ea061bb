import type { NamedModel } from './models.js';
import type { RunContext } from './run-context.js';
import { causesStage } from './stages/causes.js';
import { generateStage } from './stages/generate.js';

/**
 * A model's greedy answers to every example, with the settings of the run; returns their file.
 *
 * @param folder of the stage, for answers to other questions than the run's
 */
export async function modelAnswers(
  run: RunContext,
  { name, dir: model }: NamedModel,
  examples: string,
  folder = `generate/${name}`,
): Promise<string> {
  const { prompt, evaluation } = run.config;
  const { maxNewTokens, batch } = evaluation;
  const options = { model, examples, prompt, maxNewTokens, batch, decoding: { sample: false } };
  return (await run.stage(generateStage, options, folder)).answers;
}

/**
 * A model's answers to the further questions of a split by cause; returns their file, or undefined if no split was
 * requested.
 */
export async function causeAnswers(
  run: RunContext,
  { name, dir: model }: NamedModel,
  examples: string,
  answers: string,
): Promise<string | undefined> {
  const { prompt, evaluation } = run.config;
  const { maxNewTokens, batch, causes } = evaluation;
  if (!causes || (causes.models && !causes.models.includes(name))) return undefined;
  const { repeats, interaction } = causes;
  const options = { model, examples, answers, prompt, maxNewTokens, batch, repeats, interaction };
  return (await run.stage(causesStage, options, `causes/${name}`)).answers;
}
