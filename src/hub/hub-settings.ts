import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Address, token and cache of the Hugging Face hub. */
export interface HubSettings {
  /** The cache, shared with huggingface_hub. */
  readonly cache: string;
  /** Base address, without a final slash. */
  readonly endpoint: string;
  readonly token?: string;
  readonly offline: boolean;
}

const ENDPOINT = 'https://huggingface.co';

/**
 * The settings, from the environment variables of huggingface_hub: HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME and XDG_CACHE_HOME
 * for the cache; HF_ENDPOINT; HF_TOKEN, HUGGING_FACE_HUB_TOKEN and the files of HF_TOKEN_PATH or `hf auth login` for the
 * token; HF_HUB_OFFLINE and TRANSFORMERS_OFFLINE (https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables).
 */
export function hubSettings(env: Environment = process.env): HubSettings {
  const path = (name: string) => env[name]?.replace(/^~(?=$|[/\\])/, homedir());
  const home = path('HF_HOME') || join(path('XDG_CACHE_HOME') || join(homedir(), '.cache'), 'huggingface');
  const token = readToken(env, path('HF_TOKEN_PATH') || join(home, 'token'));
  return {
    cache: path('HF_HUB_CACHE') || path('HUGGINGFACE_HUB_CACHE') || join(home, 'hub'),
    endpoint: (env.HF_ENDPOINT || ENDPOINT).replace(/\/+$/, ''),
    ...(token !== undefined && { token }),
    offline: isTrue(env.HF_HUB_OFFLINE) || isTrue(env.TRANSFORMERS_OFFLINE),
  };
}

function isTrue(value: string | undefined): boolean {
  return ['1', 'ON', 'YES', 'TRUE'].includes((value ?? '').toUpperCase());
}

function readToken(env: Environment, file: string): string | undefined {
  const given = [env.HF_TOKEN, env.HUGGING_FACE_HUB_TOKEN].map((text) => text?.trim()).find(Boolean);
  if (given !== undefined) return given;
  try {
    return (existsSync(file) && readFileSync(file, 'utf8').trim()) || undefined;
  } catch {
    // An unreadable token is ignored: public models need none.
    return undefined;
  }
}
