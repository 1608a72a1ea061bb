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
import type { EngineStage } from '../stage.js';

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

/**
 * The weights, and the data they were measured on: the dev set, its embeddings, and the activations of every specialist.
 */
export interface WeightsFiles {
  readonly weights: string;
  /** For the report. */
  readonly similarities: string;
  readonly queries: string;
  readonly embeddings: string;
  readonly [activations: `activations of ${string}`]: string;
}

/** docs/method.md section 4, steps 1 to 4: activations of every specialist, similarities, distances, layer weights. */
export const weightsStage: EngineStage<WeightsOptions, WeightsFiles, Weights> = {
  name: 'weights',
  version: 1,
  unit: 'queries',
  engine: 'activations',
  inputs: ({ models, encoder, queries }) => ({
    ...Object.fromEntries(models.map(({ name, dir }) => [name, dir])),
    encoder,
    queries,
  }),
  settings: ({ models: _, encoder: __, queries: ___, ...settings }) => settings,
  files: ({ models }) => ({
    weights: 'weights.json',
    similarities: 'similarities.json',
    queries: 'queries.jsonl',
    embeddings: EMBEDDINGS,
    ...Object.fromEntries(models.map(({ name }) => [`activations of ${name}`, `${name}.safetensors`])),
  }),
  work: measureWeights,
};

async function measureWeights(
  engine: Engine,
  options: WeightsOptions,
  out: WeightsFiles,
  onProgress?: OnProgress,
): Promise<Weights> {
  const { models, pooling, distance, a, b, uniform, seed } = options;
  const all = readJsonLines(options.queries, QueryRecord);
  const dev = new RandomStream(seed, 'dev set').shuffle(all).slice(0, options.count);
  const { queries, embeddings } = out;
  writeJsonLines(
    queries,
    dev.map(({ id, text }) => ({ id, text })),
  );
  await engine.encode({ encoder: options.encoder, queries, out: embeddings });
  const { rows, encoder } = readEmbeddingRows(embeddings);
  const reference = cosineSimilarityMatrix(rows);
  const total = models.length * dev.length;
  const files = models.map(({ name }) => ({ name, activations: out[`activations of ${name}`] as string }));
  const measured = await Promise.all(
    models.map(async ({ name, dir: model }) => {
      const path = out[`activations of ${name}`] as string;
      await engine.activations({ model, queries, pooling, out: path }, (done) => onProgress?.(done, total));
      return { name, distances: layerDistances(readActivations(path), reference, distance) };
    }),
  );
  const consistent = consistencyWeights(measured, { a, b }, { encoder, pooling, distance, queries: dev.length });
  const weights = uniform === undefined ? consistent : withUniformWeight(consistent, uniform);
  writeJson(out.weights, weights);
  writeJson(out.similarities, sampleSimilarities(files, dev, reference, distance));
  return weights;
}
