import { join } from 'node:path';
import { EMBEDDINGS, readActivations, readEmbeddingRows } from '../../consistency/activation-files.js';
import { layerDistances } from '../../consistency/layer-distances.js';
import { sampleSimilarities } from '../../consistency/sample-similarities.js';
import { cosineSimilarityMatrix, type SimilarityDistance } from '../../consistency/similarity.js';
import { consistencyWeights, type Weights, withUniformWeight } from '../../consistency/weights.js';
import { readJsonLines, writeJson, writeJsonLines } from '../../core/files.js';
import { RandomStream } from '../../core/random.js';
import type { Engine, OnProgress } from '../../engine/engine.js';
import { QueryRecord } from '../../engine/records.js';
import type { Pooling } from '../../models/pooling.js';
import type { NamedModel } from '../models.js';
import type { RunContext } from '../run-context.js';

/** What the weights were measured on, for the report. */
export const SIMILARITIES = 'similarities.json';

export interface WeightsOptions {
  /** The specialists, in the order of the merge. */
  readonly models: readonly NamedModel[];
  /** JSONL of the queries (id, text) that the dev set is drawn from. */
  readonly queries: string;
  /** A fitted encoder (JSON) or a sentence-transformers directory. */
  readonly encoder: string;
  /** Size T of the dev set. */
  readonly count: number;
  readonly pooling: Pooling;
  readonly distance: SimilarityDistance;
  readonly a: number;
  readonly b: number;
  /** One weight for all; similarities are measured all the same, for the report. */
  readonly uniform?: number | undefined;
  readonly seed: number;
}

/** METHOD.md section 4, steps 1 to 4: activations of every specialist, similarities, distances, layer weights. */
export async function weightsStage(
  engine: Engine,
  options: WeightsOptions,
  dir: string,
  onProgress?: OnProgress,
): Promise<Weights> {
  const { models, pooling, distance, a, b, uniform, seed } = options;
  const all = readJsonLines(options.queries, QueryRecord);
  const dev = new RandomStream(seed, 'dev set').shuffle(all).slice(0, options.count);
  const queries = join(dir, 'queries.jsonl');
  writeJsonLines(
    queries,
    dev.map(({ id, text }) => ({ id, text })),
  );
  const embeddings = join(dir, EMBEDDINGS);
  await engine.encode({ encoder: options.encoder, queries, out: embeddings });
  const { rows, encoder } = readEmbeddingRows(embeddings);
  const reference = cosineSimilarityMatrix(rows);
  const activationsOf = (name: string) => join(dir, `${name}.safetensors`);
  const total = models.length * dev.length;
  const measured = await Promise.all(
    models.map(async ({ name, dir: model }) => {
      const out = activationsOf(name);
      await engine.activations({ model, queries, pooling, out }, (done) => onProgress?.(done, total));
      return { name, distances: layerDistances(readActivations(out), reference, distance) };
    }),
  );
  const consistent = consistencyWeights(measured, { a, b }, { encoder, pooling, distance, queries: dev.length });
  const weights = uniform === undefined ? consistent : withUniformWeight(consistent, uniform);
  writeJson(join(dir, 'weights.json'), weights);
  const files = models.map(({ name }) => ({ name, activations: activationsOf(name) }));
  writeJson(join(dir, SIMILARITIES), sampleSimilarities(files, dev, reference, distance));
  return weights;
}

/** The `weights` stage of a run; returns weights.json. */
export async function runWeights(
  run: RunContext,
  models: readonly NamedModel[],
  { encoder, queries }: { readonly encoder: string; readonly queries: string },
): Promise<string> {
  const { weights: settings, seed } = run.config;
  const { queries: count, ...how } = settings;
  const stage = {
    name: 'weights',
    module: import.meta.url,
    inputs: { ...Object.fromEntries(models.map(({ name, dir }) => [name, dir])), encoder, queries },
    settings: { ...settings, seed },
    outputs: [
      'weights.json',
      SIMILARITIES,
      'queries.jsonl',
      EMBEDDINGS,
      ...models.map(({ name }) => `${name}.safetensors`),
    ],
    unit: 'queries',
    usesEngine: 'activations' as const,
  };
  const options = { models, queries, encoder, count, ...how, seed };
  await run.stage(stage, (dir, onProgress) => weightsStage(run.engine, options, dir, onProgress));
  return run.path('weights', 'weights.json');
}
