import type { SimilarityDistance, SimilarityMatrix } from './similarity.js';

/** The model whose similarities are closest to the reference, and its margin over the second closest. */
export interface LayerLead {
  /** Index of the model. */
  readonly model: number;
  /** Distance of the second closest minus that of the closest, at least 0. */
  readonly margin: number;
  /** 95 % interval of the margin. */
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % normal quantile. */
const Z = 1.959963984540054;

/**
 * The leading model of one layer. The interval of the margin is that of the delete-one jackknife over the T queries
 * (Arvesen, Annals of Mathematical Statistics 40 (1969) 2076-2100, for U-statistics): entries that share a query are not
 * independent, so queries and not pairs are left out. Null for fewer than two models or eight queries, and for 'spearman',
 * whose ranks change with every query left out.
 *
 * @param models matrices of one layer, of the size of `reference`
 */
export function layerLead(
  models: readonly SimilarityMatrix[],
  reference: SimilarityMatrix,
  distance: SimilarityDistance,
): LayerLead | null {
  const { size } = reference;
  if (models.length < 2 || size < 8 || distance === 'spearman') return null;
  const sums = models.map((matrix) => rowSums(matrix, reference, distance));
  const whole = sums.map((rows) => distanceOf(total(rows), size, distance));
  const [first, second] = whole.map((_, k) => k).sort((a, b) => whole[a]! - whole[b]!) as [number, number];
  const margin = whole[second]! - whole[first]!;
  const [totalFirst, totalSecond] = [total(sums[first]!), total(sums[second]!)];
  const without = Array.from(
    { length: size },
    (_, i) =>
      distanceOf(totalSecond - sums[second]![i]!, size - 1, distance) -
      distanceOf(totalFirst - sums[first]![i]!, size - 1, distance),
  );
  const mean = without.reduce((sum, value) => sum + value, 0) / size;
  const variance = (without.reduce((sum, value) => sum + (value - mean) ** 2, 0) * (size - 1)) / size;
  const half = Z * Math.sqrt(variance);
  return { model: first, margin, low: margin - half, high: margin + half };
}

/** Sum of |difference| (of its square for 'frobenius') of every query to all others. */
function rowSums(matrix: SimilarityMatrix, reference: SimilarityMatrix, distance: SimilarityDistance): Float64Array {
  const { size } = reference;
  const sums = new Float64Array(size);
  for (let i = 1; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const difference = Math.abs(matrix.values[i * size + j]! - reference.values[i * size + j]!);
      const term = distance === 'mean' ? difference : difference * difference;
      sums[i]! += term;
      sums[j]! += term;
    }
  }
  return sums;
}

/** Sum over pairs: every pair is in two rows. */
function total(rows: Float64Array): number {
  return rows.reduce((sum, value) => sum + value, 0) / 2;
}

function distanceOf(sum: number, size: number, distance: SimilarityDistance): number {
  return distance === 'mean' ? sum / ((size * (size - 1)) / 2) : Math.sqrt(2 * Math.max(0, sum));
}
