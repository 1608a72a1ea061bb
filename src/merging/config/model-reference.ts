import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { UnisonoError } from '../../core/errors.js';
import { CachedModel, parseHubId } from '../../hub/hub-cache.js';
import { hubSettings } from '../../hub/hub-settings.js';
import { badSetting } from './bad-setting.js';
import type { ModelSetting } from './merge-settings.js';

interface ModelPath {
  readonly path: string;
  readonly revision?: string | undefined;
}

/** A model as a configuration names it. */
export interface ModelReference {
  readonly model: ModelPath;
  readonly lora?: ModelPath | undefined;
}

/**
 * Parses "model", "model@revision", "model+lora", or the object form.
 * Throws BAD_SETTING for more than one "+" or "@".
 */
export function parseModelReference(setting: ModelSetting): ModelReference {
  if (typeof setting === 'string') {
    const [model, lora, ...more] = setting.split('+');
    if (more.length > 0 || model === '' || lora === '') throw badReference(setting, 'is not "model" or "model+lora"');
    return { model: parsePath(model as string), ...(lora !== undefined && { lora: parsePath(lora) }) };
  }
  const toPath = (value: (typeof setting)['model']): ModelPath =>
    typeof value === 'string' ? parsePath(value) : { path: value.path, revision: value.revision ?? undefined };
  return { model: toPath(setting.model), ...(setting.lora != null && { lora: toPath(setting.lora) }) };
}

function parsePath(text: string): ModelPath {
  const [path, revision, ...more] = text.split('@');
  if (more.length > 0 || path === '' || revision === '') throw badReference(text, 'is not "model" or "model@revision"');
  return { path: path as string, ...(revision !== undefined && { revision }) };
}

function badReference(text: string, reason: string): Error {
  return badSetting(`model "${text}"`, reason);
}

/** The reference as text; equal for references of one model. */
export function referenceText({ model, lora }: ModelReference): string {
  const text = ({ path, revision }: ModelPath) => (revision === undefined ? path : `${path}@${revision}`);
  return lora === undefined ? text(model) : `${text(model)}+${text(lora)}`;
}

/**
 * The folder of a model or adapter: a path, from the working directory as mergekit takes it or else from the
 * configuration's folder, or a hub id whose snapshot is in the Hugging Face cache (`hubSettings`).
 * Throws NOT_A_MODEL where there is none; nothing is downloaded.
 */
export function resolveModelPath({ path, revision }: ModelPath, folders: readonly string[]): string {
  if (revision === undefined) {
    for (const folder of folders) {
      const candidate = resolve(folder, path.startsWith('~/') ? join(homedir(), path.slice(2)) : path);
      if (existsSync(candidate) && statSync(candidate).isDirectory()) return candidate;
    }
  }
  const text = revision === undefined ? path : `${path}@${revision}`;
  const id = parseHubId(text);
  const { cache } = hubSettings();
  const cached = id && new CachedModel(cache, id).find();
  if (cached !== undefined) return cached;
  const reason = `no such folder, and the hub id is not in the cache ${cache}`;
  throw new UnisonoError('NOT_A_MODEL', { path: text, reason });
}
