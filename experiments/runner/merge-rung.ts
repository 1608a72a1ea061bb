import { join } from 'node:path';
import { mergeModels, prepareMerge, readMergeConfig } from 'unisono/merging';
import type { NamedModel, RunContext } from 'unisono/pipeline';
import { stringify } from 'yaml';
import type { SimilarityDistance } from '../../src/consistency/similarity.js';
import { weightsSchema } from '../../src/consistency/weights.js';
import { readJson, writeFileAtomic, writeJson } from '../../src/core/files.js';
import { measuredDistances } from '../../src/pipeline/stages/measured-distances.js';
import type { MergeRung } from './table.js';
import { consistency, random, reversed, uniform, type Weights } from './weightings.js';

/** Merges the specialists of a run in another way than the run does; returns the model's directory. */
export async function mergeRung(rung: MergeRung, run: RunContext): Promise<string> {
  const { config } = run;
  const models = Object.keys(config.specialists).map((name) => ({ name, dir: run.path(`train/${name}`, 'model') }));
  const { merge } = rung;
  const stage = {
    name: `merges/${rung.name}`,
    module: import.meta.url,
    inputs: {
      base: config.model,
      weights: run.path('weights', 'weights.json'),
      ...Object.fromEntries(models.map(({ name, dir }) => [name, dir])),
    },
    settings: { merge, seed: config.seed },
    outputs: ['model', 'weights-used.json'],
    unit: 'bytes',
  };
  await run.stage(stage, async (dir) => {
    const out = join(dir, 'model');
    const used = weightsOf(rung, run, models);
    writeJson(join(dir, 'weights-used.json'), used);
    const { method, dropProbability = config.merge.dropProbability } = merge;
    if (method === undefined) {
      const weights = (layer: number, k: number) => used[layer]![k]!;
      await mergeModels({ base: config.model, models, weights, dropProbability, seed: config.seed, out });
      return;
    }
    const yaml = {
      merge_method: method,
      base_model: config.model,
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

function weightsOf(rung: MergeRung, run: RunContext, models: readonly NamedModel[]): Weights {
  const weights = allWeights(rung, run, models);
  const { layers } = rung.merge;
  if (!layers) return weights;
  const [from, to] = layers;
  return weights.map((layer, l) => (l >= from && l < to ? layer : layer.map(() => 0)));
}

function allWeights({ merge }: MergeRung, run: RunContext, models: readonly NamedModel[]): Weights {
  const { weights: settings, seed } = run.config;
  const { weighting, a = settings.a, b = settings.b, w, distance } = merge;
  const measured = distance ? remeasured(run, models, distance) : recorded(run, models);
  const consistent = consistency(measured, { a, b });
  if (weighting === 'uniform') return uniform(consistent, w);
  if (weighting === 'reversed') return reversed(consistent);
  if (weighting === 'random') return random(consistent, seed);
  return consistent;
}

/** Distances of the run itself, in the order of the models. */
function recorded(run: RunContext, models: readonly NamedModel[]): number[][] {
  const { models: names, perLayer } = readJson(run.path('weights', 'weights.json'), weightsSchema);
  return perLayer.map(({ d }) => models.map(({ name }) => d[names.indexOf(name)]!));
}

/** Distances by another measure, from the activations that the run left. */
function remeasured(run: RunContext, models: readonly NamedModel[], distance: SimilarityDistance): number[][] {
  const names = models.map(({ name }) => name);
  const { models: byModel } = measuredDistances(run.path('weights', ''), names, distance);
  return byModel[0]!.distances.map((_, layer) => byModel.map(({ distances }) => distances[layer]!));
}
