import { dirname } from 'node:path';
import { measuredDistances, type SimilarityDistance, weightsSchema } from 'unisono/consistency';
import { readJson } from 'unisono/core';
import type { Pooling } from 'unisono/models';
import { type NamedModel, type RunContext, weightsStage } from 'unisono/pipeline';
import { learnedWeights } from '../learned/learned-weights.js';
import type { MergeRung } from './table.js';
import { consistency, random, reversed, uniform, type Weights } from './weightings.js';

/**
 * The weights that a rung merges by: 0 outside of the layers that it names.
 *
 * @param own weights.json of the run's own stage
 */
export async function rungWeights(
  rung: MergeRung,
  run: RunContext,
  models: readonly NamedModel[],
  own: string,
): Promise<Weights> {
  const weights = await allWeights(rung, run, models, own);
  const { layers } = rung.merge;
  if (!layers) return weights;
  const [from, to] = layers;
  return weights.map((layer, l) => (l >= from && l < to ? layer : layer.map(() => 0)));
}

async function allWeights(
  { merge }: MergeRung,
  run: RunContext,
  models: readonly NamedModel[],
  own: string,
): Promise<Weights> {
  const { weights: settings, seed } = run.config;
  const { weighting, a = settings.a, b = settings.b, w, distance = settings.distance, pooling } = merge;
  const measured = pooling
    ? await pooledAnew(run, models, pooling, distance)
    : distance === settings.distance
      ? recorded(own, models)
      : remeasured(dirname(own), models, distance);
  const consistent = consistency(measured, { a, b });
  if (weighting === 'uniform') return uniform(consistent, w);
  if (weighting === 'reversed') return reversed(consistent);
  if (weighting === 'random') return random(consistent, seed);
  if (weighting === 'learned') return learnedWeights(run, models, uniform(consistent, w), merge.learnedOn);
  return consistent;
}

/** Distances that a file of weights holds, in the order of the models. */
function recorded(path: string, models: readonly NamedModel[]): number[][] {
  const { models: names, perLayer } = readJson(path, weightsSchema);
  return perLayer.map(({ d }) => models.map(({ name }) => d[names.indexOf(name)]!));
}

/** Distances by another measure, from the run's saved activations. */
function remeasured(dir: string, models: readonly NamedModel[], distance: SimilarityDistance): number[][] {
  const names = models.map(({ name }) => name);
  const { models: byModel } = measuredDistances(dir, names, distance);
  return byModel[0]!.distances.map((_, layer) => byModel.map(({ distances }) => distances[layer]!));
}

/** Distances of activations that are pooled in another way, which takes another pass over the dev set. */
async function pooledAnew(
  run: RunContext,
  models: readonly NamedModel[],
  pooling: Pooling,
  distance: SimilarityDistance,
): Promise<number[][]> {
  const { encoder, weights, seed } = run.config;
  if (encoder.kind !== 'sentence-transformer') throw new Error('the experiments take a sentence-transformer');
  const queries = run.path('encode', 'queries.jsonl');
  const { a, b, queries: count } = weights;
  const options = { models, queries, encoder: encoder.path, pooling, distance, a, b, count, seed };
  const { weights: path } = await run.stage(weightsStage, options, `weights-${pooling}-${distance}`);
  return recorded(path, models);
}
