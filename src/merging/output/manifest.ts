import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../../core/errors.js';
import { readJson } from '../../core/files.js';
import { CachedModel, hubIdOf, parseHubId } from '../../hub/hub-cache.js';
import { hubSettings } from '../../hub/hub-settings.js';
import type { MergeConfig } from '../config/merge-config.js';
import type { MergePlan } from '../planning/merge-plan.js';
import type { InputFile } from './input-files.js';

export const MANIFEST = 'unisono_merge.json';

const fileSchema = z.object({
  file: z.string(),
  bytes: z.number(),
  sha256: z.string().optional(),
  sample_sha256: z.string().optional(),
});

/**
 * How a model directory was merged: enough to merge its tensors again. Paths are relative to it, or of the Hugging Face
 * cache: "hub:owner/name@commit".
 */
const manifestSchema = z.object({
  unisono: z.string(),
  method: z.string(),
  seed: z.int(),
  yaml: z.string(),
  layer_weights: z.object({ models: z.array(z.string()), perLayer: z.array(z.array(z.number())) }).optional(),
  models: z.array(
    z.object({
      reference: z.string(),
      name: z.string(),
      path: z.string(),
      lora: z.string().optional(),
      files: z.array(fileSchema),
    }),
  ),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** @param place final location of the directory */
export function makeManifest(
  place: string,
  plan: MergePlan,
  { text, layerWeights }: MergeConfig,
  version: string,
  files: readonly (readonly InputFile[])[],
): Manifest {
  return {
    unisono: version,
    method: plan.method,
    seed: plan.seed,
    yaml: text,
    ...(layerWeights && {
      layer_weights: { models: [...layerWeights.models], perLayer: layerWeights.perLayer.map((row) => [...row]) },
    }),
    models: plan.models.map(({ label, name, dir, lora }, m) => ({
      reference: label,
      name,
      path: placeOf(dir, place),
      ...(lora !== undefined && { lora: placeOf(lora, place) }),
      files: [...(files[m] ?? [])],
    })),
  };
}

const HUB = 'hub:';

/**
 * Path of an input in the manifest in `place`. Models of the cache are named by id, since its location differs between
 * machines.
 */
function placeOf(dir: string, place: string): string {
  const id = hubIdOf(dir);
  if (id !== undefined) return `${HUB}${id.name}@${id.revision}`;
  return relative(resolve(place), dir).replaceAll('\\', '/');
}

/** The directory that a path of the manifest in `place` means. Throws NOT_A_MODEL if the model is missing. */
export function inputDirectory(path: string, place: string): string {
  if (!path.startsWith(HUB)) {
    const dir = resolve(place, path);
    if (existsSync(dir)) return dir;
    throw new UnisonoError('NOT_A_MODEL', { path: dir, reason: 'it is an input of the merge and is missing' });
  }
  const id = path.slice(HUB.length);
  const known = parseHubId(id);
  const cached = known && new CachedModel(hubSettings().cache, known).find();
  if (cached !== undefined) return cached;
  throw new UnisonoError('NOT_A_MODEL', {
    path: id,
    reason: `it is an input of the merge and is missing; download it with unisono pull ${id}`,
  });
}

/** Reads the manifest of a merged directory. Throws FILE_NOT_FOUND, BAD_JSON, BAD_DOCUMENT. */
export function readManifest(dir: string): Manifest {
  return readJson(join(dir, MANIFEST), manifestSchema, 'unisono merge');
}
