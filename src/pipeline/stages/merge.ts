import { join } from 'node:path';
import { weightsSchema } from '../../consistency/weights.js';
import { UnisonoError } from '../../core/errors.js';
import { readJson } from '../../core/files.js';
import type { OnProgress } from '../../engine/engine.js';
import { type MergeSummary, mergeModels } from '../../merging/merge.js';
import type { NamedModel } from '../models.js';
import type { RunContext } from '../run-context.js';

export interface MergeStageOptions {
  readonly base: string;
  readonly models: readonly NamedModel[];
  /** weights.json, whose models must be those given, in any order. */
  readonly weights: string;
  readonly dropProbability: number;
  readonly seed: number;
}

/** Merges the specialists over DARE-TIES with the layer weights of a file. Throws BAD_DOCUMENT if they do not fit. */
export async function mergeStage(
  options: MergeStageOptions,
  out: string,
  onProgress?: OnProgress,
): Promise<MergeSummary> {
  const weights = readJson(options.weights, weightsSchema, 'unisono weights');
  const columns = options.models.map(({ name }) => weights.models.indexOf(name));
  if (columns.includes(-1) || weights.models.length !== options.models.length) {
    const reason = `its models are ${weights.models.join(', ')}, those to merge are ${options.models.map(({ name }) => name).join(', ')}`;
    throw new UnisonoError('BAD_DOCUMENT', { path: options.weights, reason });
  }
  let before = 0;
  return mergeModels({
    base: options.base,
    models: options.models,
    weights: (layer, model) => weights.perLayer[layer]?.w[columns[model] as number] as number,
    dropProbability: options.dropProbability,
    seed: options.seed,
    out,
    onProgress: (done, total) => {
      onProgress?.(done - before, total);
      before = done;
    },
  });
}

/** The `merge` stage of a run; returns the merged model's directory. */
export async function runMerge(run: RunContext, models: readonly NamedModel[], weights: string): Promise<string> {
  const { model: base, merge, seed } = run.config;
  const stage = {
    name: 'merge',
    module: import.meta.url,
    inputs: { base, ...Object.fromEntries(models.map(({ name, dir }) => [name, dir])), weights },
    settings: { ...merge, seed },
    outputs: ['model'],
    unit: 'bytes',
  };
  await run.stage(stage, (dir, onProgress) =>
    mergeStage({ base, models, weights, ...merge, seed }, join(dir, 'model'), onProgress),
  );
  return run.path('merge', 'model');
}
