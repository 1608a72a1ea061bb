import { existsSync } from 'node:fs';
import { readJson, readJsonLines, writeJson, writeJsonLines } from 'unisono/core';
import { type OnProgress, readBatches } from 'unisono/engine';
import { type LoadedModel, loadModel } from 'unisono/models';
import type { NamedModel, PlainStage, RunConfig } from 'unisono/pipeline';
import { Example } from 'unisono/retrieval';
import { openCheckpoint } from 'unisono/tensors';
import { type Batch, planPairedTraining } from 'unisono/training';
import { LearnState, startOf, WeightLearner } from '../learned/learn-weights.js';
import { maskedDeltas } from '../learned/masked-deltas.js';
import type { Weights } from '../runner/weightings.js';

/** Adam's rate moves a weight by at most about 0.4 in an epoch of the dev split. */
const SETTINGS = { learningRate: 0.01, kl: 1, epochs: 1, microBatch: 4 };

export interface LearnOptions extends Pick<RunConfig, 'prompt' | 'seed'> {
  readonly base: string;
  readonly models: readonly NamedModel[];
  /** JSONL of the examples that weights are learned on. */
  readonly examples: string;
  /** Weights to begin with, [layer][model]. */
  readonly start: Weights;
  /** Examples per step. */
  readonly batch: number;
  /** DARE's p. */
  readonly dropProbability: number;
}

/** The order of the examples, the weights, the losses on the way, and how far learning has come. */
export interface LearnFiles {
  readonly plan: string;
  readonly weights: string;
  readonly log: string;
  readonly state: string;
}

/** Learns one weight per layer and model by gradient descent. */
export const learnWeightsStage: PlainStage<LearnOptions, LearnFiles> = {
  name: 'learn-weights',
  version: 1,
  unit: 'steps',
  inputs: ({ base, examples, models }) => ({
    base,
    examples,
    ...Object.fromEntries(models.map(({ name, dir }) => [name, dir])),
  }),
  settings: ({ start, prompt, seed, batch, dropProbability }) => ({
    ...{ start, prompt, seed, batch, dropProbability },
    ...SETTINGS,
  }),
  files: () => ({ plan: 'plan.json', weights: 'weights.json', log: 'log.jsonl', state: 'state.json' }),
  scratch: ['state'],
  work: learn,
};

async function learn(
  options: LearnOptions,
  { plan, weights: out, log: losses, state }: LearnFiles,
  onProgress?: OnProgress,
): Promise<void> {
  const { models, start, seed, dropProbability } = options;
  const base = loadModel(options.base);
  const batches = pairedBatches(base, options, plan);
  const deltas = allDeltas(base, models, { seed, dropProbability });
  const learner = new WeightLearner({ config: base.config, base: base.parameters, deltas }, SETTINGS);
  try {
    // Left by a stopped run.
    const from = existsSync(state) ? readJson(state, LearnState) : startOf(start);
    onProgress?.(from.log.length, batches.length);
    const { weights, log } = await learner.learn(from, batches, (reached) => {
      writeJson(state, reached);
      const { ce, kl } = reached.log.at(-1)!;
      onProgress?.(1, batches.length, `ce ${ce.toFixed(3)}, kl ${kl.toFixed(3)}`);
    });
    writeJsonLines(losses, log);
    writeJson(out, weights);
  } finally {
    await learner.release();
  }
}

/** The wordings of the questions two by two, in the order of a plan that is written to `plan`. */
function pairedBatches({ dir, config }: LoadedModel, options: LearnOptions, plan: string): Batch[] {
  const { examples, prompt, batch, seed } = options;
  const wordings = readJsonLines(examples, Example).map(({ id, question, text }) => ({
    id,
    question,
    length: text.length,
  }));
  writeJson(plan, planPairedTraining(wordings, SETTINGS.epochs, batch, seed));
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
