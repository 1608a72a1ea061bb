import { weightsSchema } from '../../consistency/weights.js';
import { UnisonoError } from '../../core/errors.js';
import { readJson } from '../../core/files.js';
import type { OnProgress } from '../../engine/engine.js';
import { type MergeSummary, mergeModels } from '../../merging/merge.js';
import type { NamedModel } from '../models.js';
import type { PlainStage } from '../stage.js';

export interface MergeOptions {
  readonly base: string;
  readonly models: readonly NamedModel[];
  /** weights.json, whose models must be those given, in any order. */
  readonly weights: string;
  readonly dropProbability: number;
  readonly seed: number;
}

/**
 * Merges the specialists over DARE-TIES with the layer weights of a file, into a model's directory. The work throws
 * BAD_DOCUMENT if weights and models do not fit.
 */
export const mergeStage: PlainStage<MergeOptions, { readonly model: string }, MergeSummary> = {
  name: 'merge',
  version: 1,
  unit: 'bytes',
  inputs: ({ base, models, weights }) => ({
    base,
    ...Object.fromEntries(models.map(({ name, dir }) => [name, dir])),
    weights,
  }),
  settings: ({ dropProbability, seed }) => ({ dropProbability, seed }),
  files: () => ({ model: 'model' }),
  work: merge,
};

async function merge(
  options: MergeOptions,
  { model: out }: { readonly model: string },
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
