import { mergeModels, prepareMerge, readMergeConfig } from 'unisono/merging';
import type { NamedModel, PlainStage } from 'unisono/pipeline';
import { stringify } from 'yaml';
import { writeFileAtomic } from '../../src/core/files.js';
import type { MergeRung } from '../runner/table.js';
import type { Weights } from '../runner/weightings.js';

export interface OtherMergeOptions {
  readonly base: string;
  readonly models: readonly NamedModel[];
  /** A method of mergekit's; without one the specialists are merged as a run does it, by `used`. */
  readonly method: MergeRung['merge']['method'];
  /** One weight for all models of `method`. Default: equal shares of 1. */
  readonly w: number | undefined;
  readonly used: Weights;
  readonly dropProbability: number;
  readonly dtype: 'float32' | 'bfloat16';
  readonly seed: number;
}

/** The merged model, and the configuration that it was merged by where it was a method's. */
export interface OtherMergeFiles {
  readonly model: string;
  readonly config: string;
}

/** Merges the specialists of a run in another way than the run does. */
export const otherMergeStage: PlainStage<OtherMergeOptions, OtherMergeFiles> = {
  name: 'other-merge',
  version: 1,
  unit: 'files',
  inputs: ({ base, models }) => ({ base, ...Object.fromEntries(models.map(({ name, dir }) => [name, dir])) }),
  settings: ({ base: _, models: __, ...settings }) => settings,
  files: () => ({ model: 'model', config: 'merge.yml' }),
  scratch: ['config'],
  work: merge,
};

async function merge(
  { base, models, method, w, used, dropProbability, dtype, seed }: OtherMergeOptions,
  { model: out, config }: OtherMergeFiles,
): Promise<void> {
  if (method === undefined) {
    const weights = (layer: number, k: number) => used[layer]![k]!;
    await mergeModels({ base, models, weights, dropProbability, seed, out });
    return;
  }
  const yaml = {
    merge_method: method,
    // A linear merge would count the base among its models.
    ...(method !== 'linear' && { base_model: base }),
    models: models.map(({ dir: model }) => ({ model, parameters: { weight: w ?? 1 / models.length } })),
    parameters: method === 'linear' ? {} : { density: 1 - dropProbability },
    dtype: 'float32',
    out_dtype: dtype,
  };
  writeFileAtomic(config, stringify(yaml));
  await prepareMerge(readMergeConfig(config), { out, seed }).run();
}
