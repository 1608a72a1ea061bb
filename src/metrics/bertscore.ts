import { UnisonoError } from '../core/errors.js';
import type { PrecisionRecall } from './rouge.js';

/** The tokens of one text, special ones included, as one layer of an encoder sees them. */
export interface TokenEmbeddings {
  /** Row-major [tokens, size]; of any length, they are normalized here. */
  readonly vectors: Float32Array;
  /** Weight of every token, at least 0; special tokens weigh 0 but may be matched. */
  readonly weights: ArrayLike<number>;
}

/**
 * BERTScore of one candidate (Zhang et al. 2020): every token is matched with the most similar one of the other text by
 * cosine; precision averages over the candidate's tokens by weight, recall over the reference's. Zero for all three when
 * either text has no token that weighs, even if both are the same string. At most 1, below 0 for opposite vectors.
 *
 * Equal to bert-score's `greedy_cos_idf` for one pair. There, in a batch, a text that is padded is also matched with a
 * cosine of 0, which changes scores only where the best cosine is negative; and precision or recall are NaN where all
 * weights are 0. Throws SHAPE_MISMATCH when the numbers of tokens and of vectors do not fit.
 */
export function bertScore(reference: TokenEmbeddings, candidate: TokenEmbeddings, size: number): PrecisionRecall {
  const [rows, columns] = [unitRows(candidate, size), unitRows(reference, size)];
  const [rowBest, columnBest] = [best(candidate), best(reference)];
  for (let row = 0; row < rowBest.length; row++) {
    for (let column = 0; column < columnBest.length; column++) {
      let cosine = 0;
      for (let i = 0; i < size; i++)
        cosine += (rows[row * size + i] as number) * (columns[column * size + i] as number);
      if (cosine > (rowBest[row] as number)) rowBest[row] = cosine;
      if (cosine > (columnBest[column] as number)) columnBest[column] = cosine;
    }
  }
  const precision = weightedMean(rowBest, candidate.weights);
  const recall = weightedMean(columnBest, reference.weights);
  if (precision === undefined || recall === undefined) return { precision: 0, recall: 0, f1: 0 };
  const sum = precision + recall;
  return { precision, recall, f1: sum === 0 ? 0 : (2 * precision * recall) / sum };
}

/**
 * Weights of tokens by how rare they are among texts: log((N + 1) / (n + 1)) for a token that n of N texts have, as
 * bert-score's `get_idf_dict`. A token of no text gets log(N + 1), one of all texts, as special tokens are, 0.
 *
 * @param texts token ids, special tokens included
 */
export function inverseDocumentFrequency(texts: readonly (readonly number[])[]): (id: number) => number {
  const counts = new Map<number, number>();
  for (const ids of texts) for (const id of new Set(ids)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return (id) => Math.log((texts.length + 1) / ((counts.get(id) ?? 0) + 1));
}

/** Scores rescaled so that `baseline`, the score of unrelated texts, becomes 0 and 1 stays 1; may be negative. */
export function rescaleBertScore(score: PrecisionRecall, baseline: PrecisionRecall): PrecisionRecall {
  const rescaled = (key: keyof PrecisionRecall) => (score[key] - baseline[key]) / (1 - baseline[key]);
  return { precision: rescaled('precision'), recall: rescaled('recall'), f1: rescaled('f1') };
}

const best = ({ weights }: TokenEmbeddings) => new Float64Array(weights.length).fill(Number.NEGATIVE_INFINITY);

function unitRows({ vectors, weights }: TokenEmbeddings, size: number): Float64Array {
  if (vectors.length !== weights.length * size) {
    const reason = `${vectors.length} numbers for ${weights.length} tokens of ${size}`;
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'bertScore', reason });
  }
  const rows = Float64Array.from(vectors);
  for (let start = 0; start < rows.length; start += size) {
    let squares = 0;
    for (let i = start; i < start + size; i++) squares += (rows[i] as number) ** 2;
    const norm = Math.sqrt(squares) || 1;
    for (let i = start; i < start + size; i++) rows[i] = (rows[i] as number) / norm;
  }
  return rows;
}

/** Undefined if all weights are 0. */
function weightedMean(values: Float64Array, weights: ArrayLike<number>): number | undefined {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights[i] as number;
    if (weight > 0) sum += weight * (values[i] as number);
    total += weight;
  }
  return total > 0 ? sum / total : undefined;
}
