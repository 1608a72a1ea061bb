import { dirname, join } from 'node:path';
import { readJson } from 'unisono/core';
import { devExamples, type NamedModel, type RunConfig, type RunContext } from 'unisono/pipeline';
import { type LearningSplit, Weights } from '../runner/weightings.js';
import { learnWeightsStage } from '../stages/learn-weights.js';

/**
 * One weight per layer and model, [layer][model], learned on a split from `start` on.
 *
 * @throws Error without `data.dev`, whose folder holds all splits
 */
export async function learnedWeights(
  run: RunContext,
  models: readonly NamedModel[],
  start: Weights,
  split: LearningSplit = 'dev',
): Promise<Weights> {
  const { model: base, dev, prompt, seed, training, merge } = run.config;
  if (!dev) throw new Error('set data.dev: weights are learned on development questions');
  const examples = await (split === 'dev'
    ? devExamples(run, dev)
    : devExamples(run, besideDev(dev, split), `learned/${split}-examples`));
  const { batch } = training;
  const options = { base, models, examples, start, prompt, seed, batch, ...merge };
  const { weights } = await run.stage(learnWeightsStage, options, `learned/${split}`);
  return readJson(weights, Weights);
}

/** The data of another split, in the folder of dev, with the file names of `experiments:prepare`. */
function besideDev(dev: NonNullable<RunConfig['dev']>, split: LearningSplit): NonNullable<RunConfig['dev']> {
  const at = (file: string) => join(dirname(dev.test), file);
  return { ...dev, test: at(`${split}.jsonl`), paraphrases: at(`${split}-paraphrases.jsonl`) };
}
