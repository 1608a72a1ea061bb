import { dirname, resolve } from 'node:path';
import { UnisonoError } from '../../core/errors.js';
import { readText } from '../../core/files.js';
import { nearest, settingsError } from '../../core/settings-error.js';
import { type PositionedYaml, readYaml } from '../../core/yaml-position.js';
import { METHODS } from '../methods/registry.js';
import { MergeSettings } from './merge-config.js';

/** Folders of models and adapters by the models' references. */
export type LocatedModels = ReadonlyMap<string, { readonly dir: string; readonly lora: string | undefined }>;

/** A configuration and where it came from. */
export interface MergeConfig {
  readonly settings: MergeSettings;
  /** The YAML as it was written, for the model card. */
  readonly text: string;
  /** Folders that relative paths are looked for in, in this order. */
  readonly folders: readonly string[];
  /** Folders of models by reference, where they are known beforehand. */
  readonly located?: LocatedModels;
  /** Parameters that the method does not know but others do; they change nothing. */
  readonly unusedParameters: readonly string[];
}

/**
 * Reads and checks a merge configuration.
 *
 * @param cwd where relative paths are looked for first; then in the file's own folder
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, BAD_YAML, UNKNOWN_KEY (also for parameters that no method knows), BAD_SETTING
 */
export function readMergeConfig(path: string, cwd = process.cwd()): MergeConfig {
  const file = resolve(cwd, path);
  const yaml = readYaml(file);
  const checked = MergeSettings.safeParse(yaml.value ?? {});
  if (!checked.success) throw settingsError(path, yaml, MergeSettings, checked.error);
  const settings = checked.data;
  const unusedParameters = checkParameters(path, yaml, settings);
  return { settings, text: readText(file), folders: [cwd, dirname(file)], unusedParameters };
}

/** Checks every name under every `parameters`; returns those that only other methods know. */
function checkParameters(path: string, yaml: PositionedYaml, settings: MergeSettings): string[] {
  const own = METHODS.get(settings.merge_method)!.parameters.map(({ name }) => name);
  const any = new Set([...METHODS.values()].flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  const unused = new Set<string>();
  for (const { place, names } of parameterPlaces(settings)) {
    for (const name of names) {
      if (own.includes(name)) continue;
      if (any.has(name)) {
        unused.add(name);
        continue;
      }
      const near = nearest(name, own);
      throw new UnisonoError('UNKNOWN_KEY', {
        path,
        line: yaml.lineOf([...place, name]),
        key: [...place, name].join('.'),
        hint: near === undefined ? '' : `, did you mean "${near}"?`,
        known: own.join(', ') || 'none',
      });
    }
  }
  return [...unused].sort();
}

interface ParameterPlace {
  readonly place: readonly PropertyKey[];
  readonly names: readonly string[];
}

function parameterPlaces(node: unknown, place: readonly PropertyKey[] = []): ParameterPlace[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const at = [...place, Array.isArray(node) ? Number(key) : key];
    if (key === 'parameters' && value) return [{ place: at, names: Object.keys(value) }];
    return ['models', 'slices', 'modules', 'sources'].includes(key) || place.length > 0
      ? parameterPlaces(value, at)
      : [];
  });
}
