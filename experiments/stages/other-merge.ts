import type { OnProgress } from 'unisono/engine';
import { consistencyMerge, type MergeConfig, mergeConfig, mergeModels } from 'unisono/merging';
import type { NamedModel, PlainStage } from 'unisono/pipeline';
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
  /** Final path of the model. */
  readonly finalPlace: string;
}

/** Merges the specialists of a run in another way than the run does. */
export const otherMergeStage: PlainStage<OtherMergeOptions, { readonly model: string }> = {
  name: 'other-merge',
  version: 1,
  unit: 'bytes',
  inputs: ({ base, models }) => ({ base, ...Object.fromEntries(models.map(({ name, dir }) => [name, dir])) }),
  settings: ({ base: _, models: __, finalPlace: ___, ...settings }) => settings,
  files: () => ({ model: 'model' }),
  work: merge,
};

async function merge(
  options: OtherMergeOptions,
  { model: out }: { readonly model: string },
  onProgress?: OnProgress,
): Promise<void> {
  const { base, models, used, dropProbability, seed, method, finalPlace } = options;
  const weights = { models: models.map(({ name }) => name), perLayer: used };
  const config =
    method === undefined
      ? consistencyMerge({ base, models, weights, dropProbability, seed })
      : methodMerge(method, options);
  await mergeModels(config, { out, finalPlace, overwrite: true, onProgress });
}

/** What the base is called in a merge by a method of mergekit. */
const BASE = 'base';

function methodMerge(
  method: NonNullable<OtherMergeOptions['method']>,
  { base, models, w, dropProbability, dtype, seed }: OtherMergeOptions,
): MergeConfig {
  const weight = w ?? 1 / models.length;
  const settings = {
    merge_method: method,
    // A linear merge would count the base among its models.
    ...(method !== 'linear' && { base_model: BASE }),
    models: models.map(({ name }) => ({ model: { model: { path: name } }, parameters: { weight } })),
    parameters: method === 'linear' ? {} : { density: 1 - dropProbability },
    dtype: 'float32' as const,
    out_dtype: dtype,
  };
  const located = new Map([[BASE, { dir: base }], ...models.map(({ name, dir }) => [name, { dir }] as const)]);
  return mergeConfig(settings, { located, seed });
}
