import { basename, resolve } from 'node:path';
import { hubIdOf } from '../hub/hub-cache.js';
import { DROP_PROBABILITY } from './arithmetic/dare.js';
import { badSetting } from './config/bad-setting.js';
import type { LayerWeightTable } from './config/layer-weights.js';
import { type MergeConfig, mergeConfig } from './config/merge-config.js';

/** Fine-tuned models and the options of a layer-wise merge. */
export interface ConsistencyMerge {
  /** Directory of the model that all were fine-tuned from. */
  readonly base: string;
  /** The fine-tuned models. A name seeds the model's mask and appears in the manifest; names must differ. */
  readonly models: readonly { readonly name: string; readonly dir: string }[];
  /** w of every model in every layer, for the same models in any order. */
  readonly weights: LayerWeightTable;
  /** DARE's p, the share of every delta that is dropped, in [0, 1). Default: 0.2; the paper does not say. */
  readonly dropProbability?: number | undefined;
  /** Seed of the masks, a whole number. Default: 1. */
  readonly seed?: number | undefined;
}

/** File name of the weights in the configuration. */
const WEIGHTS = 'weights.json';

/**
 * The configuration of a layer-wise DARE-TIES merge (arXiv 2510.14915): `consistency_dare_ties` with a table of weights.
 * Neither it nor the merged model contains a path of this machine, except relative ones in the manifest.
 *
 * @throws BAD_SETTING for a share or a seed out of range, or names that are used twice
 */
export function consistencyMerge(merge: ConsistencyMerge): MergeConfig {
  const { base, models, weights, dropProbability: p = DROP_PROBABILITY, seed } = merge;
  if (!(p >= 0 && p < 1)) throw badSetting('dropProbability', `${p} is not in [0, 1)`);
  const names = models.map(({ name }) => name);
  const repeated = names.find((name, k) => names.indexOf(name) !== k);
  if (repeated !== undefined) throw badSetting('models', `two models are named "${repeated}"`);
  const label = baseLabel(base, names);
  return mergeConfig(
    {
      merge_method: 'consistency_dare_ties',
      base_model: reference(label),
      models: names.map((name) => ({ model: reference(name) })),
      layer_weights: WEIGHTS,
      // Rounded to the 16 bits of masks, because 1 - 0.9 has a binary rounding error.
      parameters: { density: Number((1 - p).toPrecision(12)) },
    },
    {
      located: new Map([
        [label, { dir: resolve(base) }],
        ...models.map(({ name, dir }) => [name, { dir: resolve(dir) }] as const),
      ]),
      layerWeights: weights,
      seed,
    },
  );
}

/** The hub id of a model in the cache, else its folder's name; made unique among the models. */
function baseLabel(base: string, names: readonly string[]): string {
  const label = hubIdOf(base)?.name ?? basename(resolve(base));
  return names.includes(label) ? `${label} (base)` : label;
}

/** A name as a reference: an object where text would be split at "+" or "@". */
function reference(name: string): string | { model: { path: string } } {
  return /[+@]/.test(name) ? { model: { path: name } } : name;
}
