import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { UnisonoError } from '../core/errors.js';
import type { Environment } from '../hub/hub-settings.js';
import { TARGET_KINDS } from './kinds/index.js';
import { openTarget, openTargetFile } from './open-target.js';
import type { Target } from './target.js';
import type { TargetArgument, TargetKind } from './target-kind.js';
import { TargetSettings } from './target-settings.js';

/** Extensions of files that describe a target. */
const DESCRIBED = ['.yaml', '.yml', '.json'];

/** The options beside `--target`, and what each goes with. */
const OPTIONS = {
  model: { flag: '--model', reason: 'applies only with the URL of an OpenAI-compatible endpoint' },
  apiKeyEnv: { flag: '--api-key-env', reason: 'applies only with a URL; in target.yaml, set headers or apiKeyEnv' },
} as const;

/**
 * Opens the target that a command line names: the argument of one of the {@link TARGET_KINDS} (the URL of a RAG service; with
 * a model, the base URL of an OpenAI-compatible endpoint; a model directory; a file of recorded answers), or a file that
 * describes a target (.yaml, .json).
 *
 * @throws BAD_FLAG for anything else and for an option that does not apply, FILE_NOT_FOUND, and the errors of
 * `openTarget`
 */
export async function openTargetArgument(argument: TargetArgument, cwd: string, env: Environment): Promise<Target> {
  const { given } = argument;
  const path = isUrl(given) ? undefined : resolve(cwd, given);
  if (path !== undefined && !existsSync(path))
    throw new UnisonoError('FILE_NOT_FOUND', { path: given, stage: 'see --target in --help' });
  if (path !== undefined && DESCRIBED.includes(extname(path).toLowerCase())) {
    refuseOptions(argument, []);
    return openTargetFile(given, cwd, env);
  }
  const kinds: readonly TargetKind[] = TARGET_KINDS;
  for (const { settings, argument: form } of kinds) {
    const found = form?.settings({ ...argument, path });
    if (form === undefined || found === undefined) continue;
    refuseOptions(argument, form.options);
    const checked = TargetSettings.safeParse({ kind: settings.shape.kind.value, ...found });
    const origin = path === undefined ? { path: '--target', folder: cwd, env } : { path: given, folder: '', env };
    if (checked.success) return openTarget(checked.data, origin);
    throw bad('--target', checked.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
  }
  throw bad('--target', `${given} is not a URL, target.yaml, model directory, or .jsonl of answers`);
}

/** Whether `given` is an http or https URL. */
export function isUrl(given: unknown): given is string {
  return typeof given === 'string' && /^https?:\/\//i.test(given);
}

function refuseOptions(argument: TargetArgument, taken: readonly (keyof typeof OPTIONS)[]): void {
  for (const option of ['model', 'apiKeyEnv'] as const) {
    if (argument[option] === undefined || taken.includes(option)) continue;
    throw bad(OPTIONS[option].flag, OPTIONS[option].reason);
  }
}

function bad(flag: string, reason: string): UnisonoError {
  return new UnisonoError('BAD_FLAG', { flag, reason });
}
