import { drawTriplet, mineTriplets } from '../consistency/neighbors.js';
import { UnisonoError } from '../core/errors.js';
import { readJsonLines } from '../core/files.js';
import { QueryRecord } from '../engine/records.js';
import type { Example } from '../retrieval/example.js';
import { openSafetensors } from '../tensors/safetensors.js';
import type { DrawTriplet } from '../training/plan.js';

/** JSONL of the encoded queries, and their embeddings (safetensors). */
export interface EncodedQueries {
  readonly queries: string;
  readonly embeddings: string;
}

/**
 * Positives and negatives from the encoder's nearest and farthest neighbors among the examples.
 *
 * @param neighbors how many nearest positives are drawn from, and how many farthest negatives
 * @throws BAD_DOCUMENT for an example that was not encoded
 */
export function tripletsOf(
  examples: readonly Example[],
  { queries, embeddings }: EncodedQueries,
  neighbors: number,
  seed: number,
): DrawTriplet {
  const features = readEmbeddings(queries, embeddings);
  const featureOf = ({ id }: Example): Float32Array => {
    const feature = features.get(id);
    if (feature) return feature;
    const reason = `example "${id}" is not in it; run unisono encode with the same examples`;
    throw new UnisonoError('BAD_DOCUMENT', { path: queries, reason });
  };
  const mined = mineTriplets({
    features: examples.map(featureOf),
    ids: examples.map(({ id }) => id),
    texts: examples.map(({ text }) => text),
    questions: examples.map(({ question }) => question),
    top: neighbors,
    bottom: neighbors,
  });
  const candidates = new Map(mined.map((entry) => [entry.id, entry]));
  return (anchor, epoch) => drawTriplet(seed, `${anchor} epoch ${epoch}`, candidates.get(anchor)!);
}

/** Embedding rows of length 1 by query id; zero rows stay. */
function readEmbeddings(queries: string, embeddings: string): Map<string, Float32Array> {
  const file = openSafetensors(embeddings);
  try {
    const rows = file.read('embeddings');
    const ids = readJsonLines(queries, QueryRecord).map(({ id }) => id);
    const size = rows.length / ids.length;
    return new Map(ids.map((id, i) => [id, unit(rows.subarray(i * size, (i + 1) * size))]));
  } finally {
    file.close();
  }
}

/** Some models' embeddings are of any length; rows that are of length 1 already stay as they are, to the bit. */
function unit(row: Float32Array): Float32Array {
  const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  return norm === 0 || Math.abs(norm - 1) < 1e-5 ? row : row.map((value) => value / norm);
}
