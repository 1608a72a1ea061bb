import { UnisonoError } from '../core/errors.js';
import { readText } from '../core/files.js';
import type { TokenEncoder } from '../encoding/token-encoder.js';
import { bertScore, inverseDocumentFrequency, rescaleBertScore } from '../metrics/bertscore.js';
import type { PrecisionRecall } from '../metrics/rouge.js';

export interface BertScoreOptions {
  /** Texts for token weights (bert-score's `idf`: the references). Default: all tokens weigh 1. */
  readonly idf?: readonly string[];
  /** Score of unrelated texts, see {@link readBaseline}. Default: scores are raw cosines. */
  readonly baseline?: PrecisionRecall;
  /** Called with the number of pairs scored since the last call. */
  readonly onPairs?: (count: number) => void;
}

/** Pairs whose distinct texts are encoded together: bounds the memory of vectors. */
const CHUNK = 256;

/**
 * BERTScore of pairs [reference, candidate], as bert-score (PyPI) gives it for the same encoder, layer, idf and baseline,
 * to 1e-4. Texts are trimmed as there; texts of special tokens only score 0. Memory: the encoder, and the vectors of 256
 * pairs.
 */
export async function bertScores(
  encoder: TokenEncoder,
  pairs: readonly (readonly [reference: string, candidate: string])[],
  { idf, baseline, onPairs = () => {} }: BertScoreOptions = {},
): Promise<PrecisionRecall[]> {
  const tokens = (text: string) => encoder.tokens(text.trim());
  const special = new Set(tokens(''));
  const weight = idf ? inverseDocumentFrequency(idf.map(tokens)) : (id: number) => (special.has(id) ? 0 : 1);
  const scores: PrecisionRecall[] = [];
  for (let start = 0; start < pairs.length; start += CHUNK) {
    const chunk = pairs.slice(start, start + CHUNK);
    const texts = [...new Set(chunk.flat())];
    const ids = texts.map(tokens);
    const vectors = await encoder.encode(ids);
    const embeddings = new Map(
      texts.map((text, i) => [text, { vectors: vectors[i]!, weights: ids[i]!.map(weight), count: ids[i]!.length }]),
    );
    for (const [reference, candidate] of chunk) {
      const [a, b] = [embeddings.get(reference)!, embeddings.get(candidate)!];
      const empty = a.count <= special.size || b.count <= special.size;
      const raw = empty ? { precision: 0, recall: 0, f1: 0 } : bertScore(a, b, encoder.size);
      scores.push(baseline ? rescaleBertScore(raw, baseline) : raw);
    }
    onPairs(chunk.length);
  }
  return scores;
}

/**
 * The baseline of one layer from a file as bert-score keeps them: a heading `LAYER,P,R,F`, then a line per layer from 0.
 *
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE; BAD_DOCUMENT where the layer is missing or its numbers are not below 1
 */
export function readBaseline(path: string, layer: number): PrecisionRecall {
  const line = readText(path).split(/\r?\n/)[layer + 1] ?? '';
  const [at, precision, recall, f1] = line.split(/[,\t]/).map(Number);
  if (at === layer && [precision, recall, f1].every((value) => Number.isFinite(value) && (value as number) < 1)) {
    return { precision, recall, f1 } as PrecisionRecall;
  }
  const reason = `line ${layer + 2} is not "${layer},P,R,F" with numbers below 1`;
  throw new UnisonoError('BAD_DOCUMENT', { path, reason });
}
