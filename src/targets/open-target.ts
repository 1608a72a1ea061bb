import { dirname, resolve } from 'node:path';
import { settingsError } from '../core/settings-error.js';
import { readYaml } from '../core/yaml-position.js';
import type { Environment } from '../hub/hub-settings.js';
import { TARGET_KINDS } from './kinds/index.js';
import type { Target } from './target.js';
import type { TargetKind, TargetOrigin } from './target-kind.js';
import { TargetSettings } from './target-settings.js';

/** Reads the file of a target, YAML or JSON. Throws FILE_NOT_FOUND, BAD_YAML, UNKNOWN_KEY, BAD_SETTING. */
export function readTargetSettings(path: string): TargetSettings {
  const yaml = readYaml(path);
  const { kind } = (yaml.value ?? {}) as { kind?: unknown };
  // With its own schema alone, an error names the keys of this kind of target.
  const schema = TargetSettings.options.find((option) => option.shape.kind.value === kind) ?? TargetSettings;
  const checked = schema.safeParse(yaml.value ?? {});
  if (!checked.success) throw settingsError(path, yaml, schema, checked.error);
  return checked.data;
}

/**
 * Opens the target that a file describes, YAML or JSON (docs/targets.md); close it after use.
 *
 * @param path relative to `cwd`
 * @param env environment variables that the file may name
 * @throws FILE_NOT_FOUND, BAD_YAML, UNKNOWN_KEY, BAD_SETTING and the errors of `openTarget`
 */
export function openTargetFile(
  path: string,
  cwd: string = process.cwd(),
  env: Environment = process.env,
): Promise<Target> {
  const absolute = resolve(cwd, path);
  return openTarget(readTargetSettings(absolute), { path, folder: dirname(absolute), env });
}

/**
 * Makes a target of its settings. An embedded one reads its whole model, for its hash.
 *
 * @throws VARIABLE_MISSING, BAD_SETTING, MODEL_NOT_CACHED, and the errors of the files that are named
 */
export async function openTarget(settings: TargetSettings, origin: TargetOrigin): Promise<Target> {
  const kinds: readonly TargetKind[] = TARGET_KINDS;
  const kind = kinds.find((each) => each.settings.shape.kind.value === settings.kind);
  if (kind === undefined) throw new Error(`no kind of target is called ${settings.kind}`);
  return kind.open(settings, origin);
}
