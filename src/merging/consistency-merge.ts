import { basename, resolve } from 'node:path';
import { hubIdOf } from '../hub/hub-cache.js';
import { DROP_PROBABILITY } from './arithmetic/dare.js';
import { badSetting } from './config/bad-setting.js';
import type { LayerWeightTable } from './config/layer-weights.js';
import { type MergeConfig, mergeConfig } from './config/merge-config.js';

/** Fine-tuned models and what a layer-wise merge of them takes. */
export interface ConsistencyMerge {
  /** Directory of the model that all were fine-tuned from. */
  readonly base: string;
  /** The fine-tuned models. A model's mask is drawn from its name, and the manifest calls it so; names must differ. */
  readonly models: readonly { readonly name: string; readonly dir: string }[];
  /** w of every model in every layer; its models are those given, in any order. */
  readonly weights: LayerWeightTable;
  /** DARE's p, the share of every delta that is dropped, in [0, 1). Default: 0.2; the paper does not say. */
  readonly dropProbability?: number | undefined;
  /** Seed of the masks, a whole number. Default: 1. */
  readonly seed?: number | undefined;
}

/** What the configuration calls the file that the weights would be in. */
const WEIGHTS = 'weights.json';

/**
 * The configuration of a layer-wise DARE-TIES merge (arXiv 2510.14915): `consistency_dare_ties` with a table of weights.
 * Neither it nor what is written by it holds a path of this machine, but for the manifest's relative ones.
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
      // Binary fractions make 1 - 0.9 an ugly number; masks have 16 bits.
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

/** The hub id of a model in the cache, else its folder's name; told apart from the other models. */
function baseLabel(base: string, names: readonly string[]): string {
  const label = hubIdOf(base)?.name ?? basename(resolve(base));
  return names.includes(label) ? `${label} (base)` : label;
}

/** A name as a reference: in the form of an object where a text would be taken apart at "+" or "@". */
function reference(name: string): string | { model: { path: string } } {
  return /[+@]/.test(name) ? { model: { path: name } } : name;
}
