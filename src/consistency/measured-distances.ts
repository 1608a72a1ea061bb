import { join } from 'node:path';
import { EMBEDDINGS, readActivations, readEmbeddingRows } from './activation-files.js';
import { layerDistances } from './layer-distances.js';
import { cosineSimilarityMatrix, type SimilarityDistance } from './similarity.js';

/** Layer distances of models, and their reference. */
export interface MeasuredDistances {
  readonly encoder: string;
  /** Size T of the dev set. */
  readonly queries: number;
  /** d of every model for layers 0..L-1, in the order that was asked for. */
  readonly models: readonly { readonly name: string; readonly distances: readonly number[] }[];
}

/** Measures distances again, by any measure, from the embeddings and activations that a `weights` stage left in `dir`. */
export function measuredDistances(
  dir: string,
  names: readonly string[],
  distance: SimilarityDistance,
): MeasuredDistances {
  const { rows, encoder } = readEmbeddingRows(join(dir, EMBEDDINGS));
  const reference = cosineSimilarityMatrix(rows);
  const models = names.map((name) => ({
    name,
    distances: layerDistances(readActivations(join(dir, `${name}.safetensors`)), reference, distance),
  }));
  return { encoder, queries: rows.length, models };
}
