import { dirname, resolve } from 'node:path';
import { settingsError } from '../core/settings-error.js';
import { readYaml } from '../core/yaml-position.js';
import { ChatEndpoint } from '../endpoint/chat-endpoint.js';
import { EmbeddedEngine } from '../engine/embedded/embedded-engine.js';
import type { Environment } from '../hub/hub-settings.js';
import { resolveModel } from '../hub/resolve-model.js';
import { variable } from './headers.js';
import { EmbeddedTarget } from './kinds/embedded-target.js';
import { HttpTarget } from './kinds/http-target.js';
import { OpenAiTarget } from './kinds/openai-target.js';
import { RecordedTarget } from './kinds/recorded-target.js';
import { type PassageFinder, passageFinder } from './passages.js';
import { refuseSecretsIn } from './refuse-secrets.js';
import type { Target } from './target.js';
import { type OpenAiSettings, TargetSettings } from './target-settings.js';

/** Where a target's settings come from: names it in errors, and relative paths begin in its folder. */
export interface TargetOrigin {
  readonly path: string;
  readonly folder: string;
  readonly env: Environment;
}

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

/** Opens the target that a file describes; close it after use. */
export function openTargetFile(path: string, cwd: string, env: Environment): Promise<Target> {
  const absolute = resolve(cwd, path);
  return openTarget(readTargetSettings(absolute), { path, folder: dirname(absolute), env });
}

/**
 * Makes a target of its settings. An embedded one reads its whole model, for its hash.
 *
 * @throws VARIABLE_MISSING, BAD_SETTING, MODEL_NOT_CACHED, and the errors of the files that are named
 */
export async function openTarget(settings: TargetSettings, { path, folder, env }: TargetOrigin): Promise<Target> {
  const at = (file: string) => resolve(folder, file);
  switch (settings.kind) {
    case 'http':
      return new HttpTarget(settings, path, env);
    case 'recorded':
      return new RecordedTarget({ ...settings, file: at(settings.file) });
    case 'openai':
      return openAiTarget(settings, finder(settings.retrieval, at), path, env);
    case 'embedded': {
      const { adapter } = settings;
      const model = resolveModel(settings.model, folder, env);
      const resolved = { ...settings, model, ...(adapter !== undefined && { adapter: at(adapter) }) };
      const engine = new EmbeddedEngine(1, settings.device);
      try {
        return await EmbeddedTarget.open(resolved, engine, finder(settings.retrieval, at));
      } catch (error) {
        await engine.close();
        throw error;
      }
    }
  }
}

/** The key is OPENAI_API_KEY's, if that is set, unless another variable is named, which then must be. */
function openAiTarget(
  settings: OpenAiSettings,
  passages: PassageFinder | undefined,
  path: string,
  env: Environment,
): OpenAiTarget {
  const { baseUrl, model, apiKeyEnv, concurrency, timeoutSeconds, retries: maxRetries } = settings;
  for (const url of [baseUrl].flat()) refuseSecretsIn(url, path, 'baseUrl');
  const value = apiKeyEnv === undefined ? env.OPENAI_API_KEY?.trim() : variable(apiKeyEnv, env, path);
  const secrets = value ? [{ variable: apiKeyEnv ?? 'OPENAI_API_KEY', value }] : [];
  const options = { baseUrl, model, apiKeyEnv, concurrency, timeoutMs: timeoutSeconds * 1000, maxRetries, env };
  return new OpenAiTarget(settings, () => new ChatEndpoint(options), passages, secrets);
}

function finder(
  retrieval: { readonly articles: string; readonly k: number } | undefined,
  at: (file: string) => string,
): PassageFinder | undefined {
  return retrieval && passageFinder(at(retrieval.articles), retrieval.k);
}
