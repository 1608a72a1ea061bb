import { UnisonoError } from '../core/errors.js';

/** A symmetric T x T matrix, row-major. */
export interface SimilarityMatrix {
  size: number;
  values: Float64Array;
}

/** How two similarity matrices are compared; the paper's |.| is 'mean' here. */
export const SIMILARITY_DISTANCES = ['mean', 'frobenius', 'spearman'] as const;
/** One of {@link SIMILARITY_DISTANCES}. */
export type SimilarityDistance = (typeof SIMILARITY_DISTANCES)[number];

/**
 * Cosine similarities of T rows of one length, in -1..1, computed in double precision. The diagonal is 1; a zero row
 * has similarity 0 with every other. Throws SHAPE_MISMATCH when lengths differ or a value is not finite.
 */
export function cosineSimilarityMatrix(rows: readonly Float32Array[]): SimilarityMatrix {
  const size = rows.length;
  const norms = rows.map((row, index) => {
    if (row.length !== rows[0]!.length) fail(`row ${index} has ${row.length} values, row 0 has ${rows[0]!.length}`);
    const norm = Math.sqrt(dot(row, row));
    if (!Number.isFinite(norm)) fail(`row ${index} holds a value that is not finite`);
    return norm;
  });
  const values = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    values[i * size + i] = 1;
    for (let j = 0; j < i; j++) {
      const scale = norms[i]! * norms[j]!;
      const cosine = scale === 0 ? 0 : Math.min(1, Math.max(-1, dot(rows[i]!, rows[j]!) / scale));
      values[i * size + j] = cosine;
      values[j * size + i] = cosine;
    }
  }
  return { size, values };
}

/**
 * Distance of a model's similarities from the reference's (|Sigma_k - Sigma_r| of Peng et al. 2025):
 * 'mean', the mean absolute difference of the off-diagonal entries, in 0..2; 'frobenius', the Frobenius norm of the
 * difference; 'spearman', 1 - Spearman's rank correlation of the off-diagonal entries, in 0..2 (average ranks for
 * ties; 1 when either side is constant).
 * Throws SHAPE_MISMATCH when sizes differ, TOO_FEW_QUERIES for fewer than two queries (three for 'spearman').
 */
export function similarityDistance(
  model: SimilarityMatrix,
  reference: SimilarityMatrix,
  distance: SimilarityDistance,
): number {
  if (model.size !== reference.size) fail(`${model.size} queries against ${reference.size}`);
  const least = distance === 'spearman' ? 3 : 2;
  if (model.size < least) {
    throw new UnisonoError('TOO_FEW_QUERIES', { what: 'similarity distance', count: model.size, least });
  }
  const a = lowerTriangle(model);
  const b = lowerTriangle(reference);
  if (distance === 'spearman') return 1 - correlation(averageRanks(a), averageRanks(b));
  let sum = 0;
  for (let pair = 0; pair < a.length; pair++) {
    const difference = Math.abs(a[pair]! - b[pair]!);
    sum += distance === 'mean' ? difference : difference * difference;
  }
  return distance === 'mean' ? sum / a.length : Math.sqrt(2 * sum);
}

/** Dot product of two rows of one length, accumulated in double precision. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function lowerTriangle({ size, values }: SimilarityMatrix): Float64Array {
  const entries = new Float64Array((size * (size - 1)) / 2);
  let at = 0;
  for (let i = 1; i < size; i++) for (let j = 0; j < i; j++) entries[at++] = values[i * size + j]!;
  return entries;
}

function averageRanks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[start]!]) end++;
    for (let at = start; at <= end; at++) ranks[order[at]!] = (start + end) / 2;
    start = end + 1;
  }
  return ranks;
}

/** Pearson's correlation; 0 when either side is constant. */
function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (a.length - 1) / 2;
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let at = 0; at < a.length; at++) {
    product += (a[at]! - mean) * (b[at]! - mean);
    squaresA += (a[at]! - mean) ** 2;
    squaresB += (b[at]! - mean) ** 2;
  }
  return squaresA === 0 || squaresB === 0 ? 0 : product / Math.sqrt(squaresA * squaresB);
}

function fail(reason: string): never {
  throw new UnisonoError('SHAPE_MISMATCH', { op: 'similarity', reason });
}
