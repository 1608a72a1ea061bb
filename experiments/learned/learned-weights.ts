import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { devExamples, type NamedModel, type RunConfig, type RunContext } from 'unisono/pipeline';
import { Example } from 'unisono/retrieval';
import { readJson, readJsonLines, writeJson, writeJsonLines } from '../../src/core/files.js';
import { readBatches } from '../../src/engine/training-batches.js';
import { type LoadedModel, loadModel } from '../../src/models/model-directory.js';
import { openCheckpoint } from '../../src/tensors/checkpoint.js';
import type { Batch } from '../../src/training/batch.js';
import { planPairedTraining } from '../../src/training/plan.js';
import { type LearningSplit, Weights } from '../runner/weightings.js';
import { LearnState, startOf, WeightLearner } from './learn-weights.js';
import { maskedDeltas } from './masked-deltas.js';

/** Adam's rate moves a weight by at most about 0.4 in an epoch of the dev split. */
const SETTINGS = { learningRate: 0.01, kl: 1, epochs: 1, microBatch: 4 };

/**
 * The stage that learns one weight per layer and model on a split, from `start` on; returns them, [layer][model].
 *
 * @throws Error without `data.dev`, beside which all splits are
 */
export async function learnedWeights(
  run: RunContext,
  models: readonly NamedModel[],
  start: Weights,
  split: LearningSplit = 'dev',
): Promise<Weights> {
  const { config } = run;
  if (!config.dev) throw new Error('weights are learned beside data.dev, which is not given');
  const examples = await (split === 'dev'
    ? devExamples(run, config.dev)
    : devExamples(run, besideDev(config.dev, split), `learned/${split}-examples`));
  const { prompt, seed, training, merge } = config;
  const { batch } = training;
  const stage = {
    name: `learned/${split}`,
    module: import.meta.url,
    inputs: { base: config.model, examples, ...Object.fromEntries(models.map(({ name, dir }) => [name, dir])) },
    settings: { start, prompt, seed, batch, dropProbability: merge.dropProbability, ...SETTINGS },
    outputs: ['plan.json', 'weights.json', 'log.jsonl'],
    unit: 'steps',
  };
  await run.stage(stage, async (dir, onProgress) => {
    const base = loadModel(config.model);
    const batches = pairedBatches(base, examples, join(dir, 'plan.json'), run);
    const deltas = allDeltas(base, models, { seed, dropProbability: merge.dropProbability });
    const learner = new WeightLearner({ config: base.config, base: base.parameters, deltas }, SETTINGS);
    try {
      // Left by a run that was stopped.
      const state = join(dir, 'state.json');
      const from = existsSync(state) ? readJson(state, LearnState) : startOf(start);
      onProgress(from.log.length, batches.length);
      const { weights, log } = await learner.learn(from, batches, (reached) => {
        writeJson(state, reached);
        const { ce, kl } = reached.log.at(-1)!;
        onProgress(1, batches.length, `ce ${ce.toFixed(3)}, kl ${kl.toFixed(3)}`);
      });
      writeJsonLines(join(dir, 'log.jsonl'), log);
      writeJson(join(dir, 'weights.json'), weights);
    } finally {
      await learner.release();
    }
  });
  return readJson(run.path(stage.name, 'weights.json'), Weights);
}

/** The data of another split, whose files lie beside those of dev and are named as `experiments:prepare` does it. */
function besideDev(dev: NonNullable<RunConfig['dev']>, split: LearningSplit): NonNullable<RunConfig['dev']> {
  const at = (file: string) => join(dirname(dev.test), file);
  return { ...dev, test: at(`${split}.jsonl`), paraphrases: at(`${split}-paraphrases.jsonl`) };
}

/** The wordings of the questions two by two, in the order of a plan that is written to `plan`. */
function pairedBatches({ dir, config }: LoadedModel, examples: string, plan: string, run: RunContext): Batch[] {
  const { prompt, training, seed } = run.config;
  const wordings = readJsonLines(examples, Example).map(({ id, question, text }) => ({
    id,
    question,
    length: text.length,
  }));
  writeJson(plan, planPairedTraining(wordings, SETTINGS.epochs, training.batch, seed));
  const settings = { kl: { weight: SETTINGS.kl } };
  const { steps, batchAt } = readBatches({ base: dir, examples, plan, prompt, settings }, config);
  return Array.from({ length: steps }, (_, step) => batchAt(step));
}

function allDeltas(
  { parameters }: LoadedModel,
  models: readonly NamedModel[],
  masks: { readonly seed: number; readonly dropProbability: number },
): Map<string, Float32Array[]> {
  const names = models.map(({ name }) => name);
  const opened = models.map(({ dir }) => openCheckpoint(dir));
  try {
    return new Map(
      [...parameters].flatMap(([tensor, values]) => {
        const tuned = opened.map((each) => each.read(tensor));
        if (tuned.every((own) => own.every((value, i) => value === values[i]))) return [];
        return [[tensor, maskedDeltas(values, tuned, { ...masks, tensor, models: names })] as const];
      }),
    );
  } finally {
    for (const each of opened) each.close();
  }
}
