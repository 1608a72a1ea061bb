import { dirname, resolve } from 'node:path';
import { UnisonoError } from '../../core/errors.js';
import { readText } from '../../core/files.js';
import { settingsError } from '../../core/settings-error.js';
import { type PositionedYaml, readYaml } from '../../core/yaml-position.js';
import { checkParameters, type UnknownParameter } from './check-parameters.js';
import { DEFAULT_SEED, type MergeConfig } from './merge-config.js';
import { MergeSettings } from './merge-settings.js';

/** Options that a file does not contain. */
export interface ReadMergeConfigOptions extends Pick<MergeConfig, 'layerWeights'> {
  /** Where relative paths are looked up first; then in the file's own folder. Default: the working directory. */
  readonly cwd?: string;
  /** Seed of the random masks, a whole number. Default: 1. */
  readonly seed?: number;
}

/**
 * Reads and checks a merge configuration, mergekit's YAML.
 *
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, BAD_YAML, UNKNOWN_KEY (also for parameters unknown to all methods), BAD_SETTING
 */
export function readMergeConfig(path: string, options: ReadMergeConfigOptions = {}): MergeConfig {
  const { cwd = process.cwd(), seed = DEFAULT_SEED, layerWeights } = options;
  const file = resolve(cwd, path);
  const yaml = readYaml(file);
  const checked = MergeSettings.safeParse(yaml.value ?? {});
  if (!checked.success) throw settingsError(path, yaml, MergeSettings, checked.error);
  const settings = checked.data;
  const { unknown, unused } = checkParameters(settings);
  if (unknown) throw unknownKey(path, yaml, unknown);
  return {
    settings,
    text: readText(file),
    folders: [cwd, dirname(file)],
    unusedParameters: unused,
    seed,
    layerWeights,
  };
}

/** UNKNOWN_KEY for a parameter unknown to all methods. */
function unknownKey(path: string, yaml: PositionedYaml, { place, near, known }: UnknownParameter): UnisonoError {
  return new UnisonoError('UNKNOWN_KEY', {
    path,
    line: yaml.lineOf(place),
    key: place.join('.'),
    hint: near === undefined ? '' : `, did you mean "${near}"?`,
    known: known.join(', ') || 'none',
  });
}
