import { UnisonoError } from '../core/errors.js';
import {
  cosineSimilarityMatrix,
  type SimilarityDistance,
  type SimilarityMatrix,
  similarityDistance,
} from './similarity.js';

/**
 * d_k^l of one model k for its transformer layers l = 0..L-1 (Peng et al. 2025, layer-wise merging).
 *
 * `activations` is [L + 1][T][D], pooled over the sequence, as `hidden_states` of Hugging Face: index 0 is the
 * embedding output and belongs to no layer; layer l is judged by index l + 1, its own output. Rows are in the order
 * of the queries behind `reference` [T x T].
 * Throws SHAPE_MISMATCH when there is no layer or T or D differ, TOO_FEW_QUERIES as `similarityDistance`.
 */
export function layerDistances(
  activations: readonly (readonly Float32Array[])[],
  reference: SimilarityMatrix,
  distance: SimilarityDistance,
): number[] {
  if (activations.length < 2) {
    const reason = `${activations.length} activation sets, at least the embedding output and one layer are needed`;
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'layer distances', reason });
  }
  return activations.slice(1).map((rows) => similarityDistance(cosineSimilarityMatrix(rows), reference, distance));
}
