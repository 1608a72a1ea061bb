import { existsSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { UnisonoError } from '../core/errors.js';
import type { Environment } from '../hub/hub-settings.js';
import { openTarget, openTargetFile } from './open-target.js';
import type { Target } from './target.js';
import { TargetSettings } from './target-settings.js';

/** A target as named on a command line. */
export interface TargetArgument {
  readonly given: string;
  /** With a URL: the chat model behind an OpenAI-compatible endpoint. */
  readonly model?: string | undefined;
  /** Environment variable with the key that is sent to a URL as a bearer token. */
  readonly apiKeyEnv?: string | undefined;
}

/** Extensions of files with recorded answers, and of files that describe a target. */
const RECORDED = ['.jsonl', '.ndjson'];
const DESCRIBED = ['.yaml', '.yml', '.json'];

/**
 * Opens the target that a command line names: the URL of a RAG service; with a model, the base URL of an OpenAI-compatible
 * endpoint; a file of recorded answers (.jsonl); a model directory; or a file that describes a target (.yaml, .json).
 *
 * @throws BAD_FLAG for anything else, FILE_NOT_FOUND, and the errors of `openTarget`
 */
export async function openTargetArgument(argument: TargetArgument, cwd: string, env: Environment): Promise<Target> {
  const { given, model, apiKeyEnv } = argument;
  if (isUrl(given)) return openTarget(settingsOfUrl(argument), { path: '--target', folder: cwd, env });
  if (model !== undefined) throw bad('--model', 'applies only with the URL of an OpenAI-compatible endpoint');
  if (apiKeyEnv !== undefined)
    throw bad('--api-key-env', 'applies only with a URL; in target.yaml, set headers or apiKeyEnv');
  const path = resolve(cwd, given);
  if (!existsSync(path)) throw new UnisonoError('FILE_NOT_FOUND', { path: given, stage: 'see --target in --help' });
  const kind = extname(path).toLowerCase();
  if (RECORDED.includes(kind)) return open({ kind: 'recorded', file: path, name: given }, given, env);
  if (DESCRIBED.includes(kind)) return openTargetFile(given, cwd, env);
  if (statSync(path).isDirectory() && existsSync(join(path, 'config.json'))) {
    return open({ kind: 'embedded', model: path, name: given }, given, env);
  }
  throw bad('--target', `${given} is not a URL, target.yaml, model directory, or .jsonl of answers`);
}

/** Whether `given` is an http or https URL. */
export function isUrl(given: unknown): given is string {
  return typeof given === 'string' && /^https?:\/\//i.test(given);
}

function settingsOfUrl({ given, model, apiKeyEnv }: TargetArgument): TargetSettings {
  const headers = apiKeyEnv === undefined ? {} : { Authorization: { env: apiKeyEnv, prefix: 'Bearer ' } };
  const settings =
    model === undefined
      ? { kind: 'http', url: given, headers }
      : { kind: 'openai', baseUrl: given, model, ...(apiKeyEnv !== undefined && { apiKeyEnv }) };
  const checked = TargetSettings.safeParse(settings);
  if (checked.success) return checked.data;
  throw bad('--target', checked.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
}

function open(settings: object, path: string, env: Environment): Promise<Target> {
  return openTarget(TargetSettings.parse(settings), { path, folder: '', env });
}

function bad(flag: string, reason: string): UnisonoError {
  return new UnisonoError('BAD_FLAG', { flag, reason });
}
