import { packageVersion } from '../core/package-info.js';
import { type Progress, silentProgress } from '../core/progress.js';
import { loadRun } from './config.js';
import type { RunResult } from './run.js';

/**
 * Runs the whole method as a YAML file says, from variants to report. What `unisono run` does; see `runPipeline`.
 *
 * @param path of the settings, such as unisono.yaml; paths in it are relative to its folder
 * @param options `force` runs every stage again, even if unchanged
 * @throws BAD_YAML, UNKNOWN_KEY, BAD_SETTING, RUN_LOCKED, PACKAGE_MISSING without ONNX Runtime, and the errors of the stages
 */
export async function run(
  path: string,
  options: { readonly progress?: Progress; readonly force?: boolean } = {},
): Promise<RunResult> {
  const { progress = silentProgress, force = false } = options;
  const { config, settings } = loadRun(path);
  const { runPipeline } = await import('./run.js');
  return runPipeline(config, { configPath: path, settings, progress, force, version: packageVersion() });
}
