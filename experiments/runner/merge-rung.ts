import { join } from 'node:path';
import { mergeModels, prepareMerge, readMergeConfig } from 'unisono/merging';
import type { LadderModels, RunContext } from 'unisono/pipeline';
import { stringify } from 'yaml';
import { writeFileAtomic } from '../../src/core/files.js';
import { rungWeights } from './rung-weights.js';
import type { MergeRung } from './table.js';

/** Merges the specialists of a run in another way than the run does; returns the model's directory. */
export async function mergeRung(rung: MergeRung, run: RunContext, ladder: LadderModels): Promise<string> {
  const { config } = run;
  const models = await ladder.specialists();
  const { merge } = rung;
  const { method, dropProbability = config.merge.dropProbability } = merge;
  const used = method === undefined ? await rungWeights(rung, run, models, await ladder.weights()) : [];
  const stage = {
    name: `merges/${rung.name}`,
    module: import.meta.url,
    inputs: {
      base: config.model,
      ...Object.fromEntries(models.map(({ name, dir }) => [name, dir])),
    },
    settings: { method, w: merge.w, used, dropProbability, seed: config.seed },
    outputs: ['model'],
    unit: 'bytes',
  };
  await run.stage(stage, async (dir) => {
    const out = join(dir, 'model');
    if (method === undefined) {
      const weights = (layer: number, k: number) => used[layer]![k]!;
      await mergeModels({ base: config.model, models, weights, dropProbability, seed: config.seed, out });
      return;
    }
    const yaml = {
      merge_method: method,
      // A linear merge would count the base among its models.
      ...(method !== 'linear' && { base_model: config.model }),
      models: models.map(({ dir: model }) => ({ model, parameters: { weight: merge.w ?? 1 / models.length } })),
      parameters: method === 'linear' ? {} : { density: 1 - dropProbability },
      dtype: 'float32',
      out_dtype: config.training.dtype === 'BF16' ? 'bfloat16' : 'float32',
    };
    const path = join(dir, 'merge.yml');
    writeFileAtomic(path, stringify(yaml));
    await prepareMerge(readMergeConfig(path), { out, seed: config.seed }).run();
  });
  return run.path(stage.name, 'model');
}
