import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UnisonoError } from '../core/errors.js';
import { CachedModel, parseHubId } from './hub-cache.js';
import { type Environment, hubSettings } from './hub-settings.js';

/**
 * The directory of a model given in an argument or a setting: an existing path, or else the id of a pulled hub model
 * ("owner/name", "owner/name@revision").
 *
 * @param folder what a relative path is relative to
 * @throws MODEL_NOT_CACHED for a possible hub id, FILE_NOT_FOUND for anything else
 */
export function resolveModel(text: string, folder = process.cwd(), env: Environment = process.env): string {
  const path = resolve(folder, text);
  if (existsSync(path)) return path;
  const id = parseHubId(text);
  const settings = hubSettings(env);
  const cached = id && new CachedModel(settings.cache, id).find();
  if (cached !== undefined) return cached;
  if (id?.name.includes('/')) throw new UnisonoError('MODEL_NOT_CACHED', { id: text, cache: settings.cache });
  throw new UnisonoError('FILE_NOT_FOUND', { path: text, stage: 'see --help' });
}
