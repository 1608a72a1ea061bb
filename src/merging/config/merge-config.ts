import { stringify } from 'yaml';
import type { z } from 'zod';
import { badSetting } from './bad-setting.js';
import { checkParameters } from './check-parameters.js';
import type { LayerWeightTable } from './layer-weights.js';
import { MergeSettings } from './merge-settings.js';

/** Folders of models and adapters by the models' references. */
export type LocatedModels = ReadonlyMap<string, { readonly dir: string; readonly lora?: string | undefined }>;

/** Everything that determines a merged model. Commands, runs and the library all build this configuration. */
export interface MergeConfig {
  readonly settings: MergeSettings;
  /** The settings as YAML, for manifest and model card. */
  readonly text: string;
  /** Folders in which relative paths are looked up, in this order. */
  readonly folders: readonly string[];
  /** Folders of models by reference, if already known. */
  readonly located?: LocatedModels | undefined;
  /** Parameters of other methods; they have no effect. */
  readonly unusedParameters: readonly string[];
  /** The content of the file named by `layer_weights`. */
  readonly layerWeights?: LayerWeightTable | undefined;
  /** Seed of the random masks, a whole number. */
  readonly seed: number;
}

export const DEFAULT_SEED = 1;

/**
 * A merge configuration from settings in memory, with the keys of mergekit's YAML.
 *
 * @param how folders of the models by the references in the settings, and whatever the settings do not say
 * @throws BAD_SETTING for invalid settings or parameters unknown to all methods
 */
export function mergeConfig(
  given: z.input<typeof MergeSettings>,
  how: Partial<Pick<MergeConfig, 'located' | 'layerWeights' | 'folders'>> & { readonly seed?: number | undefined } = {},
): MergeConfig {
  const checked = MergeSettings.safeParse(given);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw badSetting(issue?.path.join('.') || 'settings', issue?.message ?? 'are not valid');
  }
  const settings = checked.data;
  const { unknown, unused } = checkParameters(settings);
  if (unknown) {
    const hint = unknown.near === undefined ? '' : `, did you mean "${unknown.near}"?`;
    throw badSetting(
      unknown.place.join('.'),
      `is not known${hint}; ${settings.merge_method} takes ${unknown.known.join(', ')}`,
    );
  }
  const { located, layerWeights, seed = DEFAULT_SEED, folders = [process.cwd()] } = how;
  const text = stringify(given, { lineWidth: 0 });
  return { settings, text, folders, located, unusedParameters: unused, layerWeights, seed };
}
