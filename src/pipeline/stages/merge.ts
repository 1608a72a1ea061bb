import type { OnProgress } from '../../engine/engine.js';
import { consistencyMerge } from '../../merging/consistency-merge.js';
import { mergeModels } from '../../merging/merge-models.js';
import type { MergeSummary } from '../../merging/output/merge-summary.js';
import type { NamedModel } from '../models.js';
import type { PlainStage } from '../stage.js';
import { readWeightTable } from '../weight-table.js';

export interface MergeOptions {
  readonly base: string;
  readonly models: readonly NamedModel[];
  /** weights.json, whose models must be those given, in any order. */
  readonly weights: string;
  readonly dropProbability: number;
  readonly seed: number;
  /** Final path of the model: the paths in its manifest are relative to it. */
  readonly finalPlace?: string;
}

/**
 * Merges the specialists over DARE-TIES with the layer weights of a file, into a model's directory with manifest and
 * card. The work throws BAD_DOCUMENT if weights and models do not fit.
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

function merge(
  { weights: file, finalPlace, ...options }: MergeOptions,
  { model: out }: { readonly model: string },
  onProgress?: OnProgress,
): Promise<MergeSummary> {
  return mergeModels(consistencyMerge({ ...options, weights: readWeightTable(file) }), {
    out,
    finalPlace,
    overwrite: true,
    onProgress,
  });
}
