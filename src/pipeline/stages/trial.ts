import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { measuredDistances } from '../../consistency/measured-distances.js';
import { consistencyWeights, type Weights, weightsSchema, withUniformWeight } from '../../consistency/weights.js';
import { readJson, writeJson } from '../../core/files.js';
import type { Engine, OnProgress } from '../../engine/engine.js';
import type { Pooling } from '../../models/pooling.js';
import type { NamedModel } from '../models.js';
import type { EngineStage } from '../stage.js';
import type { Trial } from '../tuning/trial.js';
import { type GenerateOptions, generateStage } from './generate.js';
import { mergeStage } from './merge.js';

export interface TrialOptions extends Pick<GenerateOptions, 'examples' | 'prompt' | 'maxNewTokens' | 'batch'> {
  readonly base: string;
  readonly specialists: readonly NamedModel[];
  /** weights.json of the run; embeddings and activations are beside it. */
  readonly weights: string;
  /** How the run pooled them. */
  readonly pooling: Pooling;
  readonly trial: Trial;
  readonly seed: number;
}

/** Weights and answers; the merged model is deleted once it has answered. */
export interface TrialFiles {
  readonly weights: string;
  readonly answers: string;
  readonly model: string;
  readonly record: string;
  readonly partial: string;
}

/** Merges the specialists in one way and lets the result answer. */
export const trialStage: EngineStage<TrialOptions, TrialFiles> = {
  name: 'trial',
  version: 1,
  unit: 'answers',
  engine: 'generate',
  inputs: ({ base, specialists, weights, examples }) => ({
    base,
    weights,
    examples,
    ...Object.fromEntries(specialists.map(({ name, dir }) => [name, dir])),
  }),
  settings: ({ trial, pooling, prompt, maxNewTokens, batch, seed }) => ({
    trial,
    pooling,
    prompt,
    maxNewTokens,
    batch,
    seed,
  }),
  files: () => ({
    weights: 'weights.json',
    answers: 'answers.jsonl',
    model: 'model',
    record: 'decoding.json',
    partial: 'partial.jsonl',
  }),
  scratch: ['model', 'record', 'partial'],
  work: tryMerge,
};

async function tryMerge(
  engine: Engine,
  options: TrialOptions,
  out: TrialFiles,
  onProgress?: OnProgress,
): Promise<void> {
  const { base, specialists: models, trial, seed, examples, prompt, maxNewTokens, batch } = options;
  const { weights, model } = out;
  writeJson(weights, weightsOf(options));
  const { dropProbability } = trial;
  await mergeStage.work({ base, models, weights, dropProbability, seed }, { model });
  const how = { model, examples, prompt, maxNewTokens, batch, decoding: { sample: false } };
  await generateStage.work(engine, how, out, onProgress);
  rmSync(model, { recursive: true });
}

/** The weights of the run with the trial's constants; another distance is taken from the run's activations. */
function weightsOf({ weights, specialists, trial, pooling }: TrialOptions): Weights {
  const measured = readJson(weights, weightsSchema, 'unisono weights');
  if ('uniform' in trial) return withUniformWeight(measured, trial.uniform);
  const { distance, a, b } = trial;
  const names = specialists.map(({ name }) => name);
  const { models, encoder, queries } = measuredDistances(dirname(weights), names, distance);
  return consistencyWeights(models, { a, b }, { encoder, pooling, distance, queries });
}
