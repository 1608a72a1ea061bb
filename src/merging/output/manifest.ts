import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { readJson } from '../../core/files.js';
import type { MergePlan } from '../planning/merge-plan.js';
import type { LayerWeightTable } from '../planning/plan-merge.js';
import type { InputFile } from './input-files.js';

export const MANIFEST = 'unisono_merge.json';

const fileSchema = z.object({
  file: z.string(),
  bytes: z.number(),
  sha256: z.string().optional(),
  sample_sha256: z.string().optional(),
});

/** How a model directory was merged: enough to merge its tensors again. Paths are relative to it. */
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

/** @param out where the directory will lie */
export function makeManifest(
  out: string,
  plan: MergePlan,
  yaml: string,
  version: string,
  layerWeights: LayerWeightTable | undefined,
  files: readonly (readonly InputFile[])[],
): Manifest {
  const path = (dir: string) => relative(resolve(out), dir).replaceAll('\\', '/');
  return {
    unisono: version,
    method: plan.method,
    seed: plan.seed,
    yaml,
    ...(layerWeights && {
      layer_weights: { models: [...layerWeights.models], perLayer: layerWeights.perLayer.map((row) => [...row]) },
    }),
    models: plan.models.map(({ label, name, dir, lora }, m) => ({
      reference: label,
      name,
      path: path(dir),
      ...(lora !== undefined && { lora: path(lora) }),
      files: [...files[m]!],
    })),
  };
}

/** Reads the manifest of a merged directory. Throws FILE_NOT_FOUND, BAD_JSON, BAD_DOCUMENT. */
export function readManifest(dir: string): Manifest {
  return readJson(join(dir, MANIFEST), manifestSchema, 'unisono merge config.yml');
}
