import { lcsLength } from './lcs.js';
import { type RougeReading, rougeTokens, wordsFor } from './rouge-tokens.js';
import { summaryHits } from './union-lcs.js';

export { rougeTokens } from './rouge-tokens.js';

/** Precision, recall and their harmonic mean, each in 0..1. */
export interface PrecisionRecall {
  precision: number;
  recall: number;
  f1: number;
}

/** The scores of Google's `rouge_score`, by its names. */
export const ROUGE_TYPES = ['rouge1', 'rouge2', 'rougeL', 'rougeLsum'] as const;
/** One of {@link ROUGE_TYPES}. */
export type RougeType = (typeof ROUGE_TYPES)[number];
/** Precision, recall and F1 of each type, from 0 to 1. */
export type RougeScores = Record<RougeType, PrecisionRecall>;

/**
 * ROUGE-1, -2, -L and -Lsum of one candidate (Lin 2004). N-grams are clipped counts; L is the longest common subsequence
 * of the whole texts; Lsum unites, for every line of the reference, its longest common subsequences with the lines of the
 * candidate. All zero when either side has no tokens, even if both are the same string.
 *
 * Equal to `rouge_scorer.RougeScorer(types, use_stemmer=stem)` of Google's `rouge_score` (sentences are lines).
 */
export function rouge(reference: string, candidate: string, how: RougeReading = {}): RougeScores {
  const reading = { ...how, words: wordsFor([reference, candidate], how.words ?? 'rouge-score') };
  const [references, candidates] = [rougeTokens(reference, reading), rougeTokens(candidate, reading)];
  const lines = (text: string) => text.split('\n').map((line) => rougeTokens(line, reading));
  const hits = summaryHits(lines(reference), lines(candidate));
  return {
    rouge1: ngramOverlap(references, candidates, 1),
    rouge2: ngramOverlap(references, candidates, 2),
    rougeL: lcsOverlap(references, candidates),
    rougeLsum: overlap(hits, references.length, candidates.length),
  };
}

/** The best of several references by F1, for every type on its own and the first of equals (`score_multi`). */
export function rougeMulti(references: readonly string[], candidate: string, reading: RougeReading = {}): RougeScores {
  const scores = references.map((reference) => rouge(reference, candidate, reading));
  const best = (type: RougeType) => scores.reduce((a, b) => (b[type].f1 > a[type].f1 ? b : a))[type];
  return Object.fromEntries(ROUGE_TYPES.map((type) => [type, best(type)])) as RougeScores;
}

/**
 * ROUGE-L over the whole text: precision = LCS / tokens of the candidate, recall = LCS / tokens of the reference.
 * All zero when either side has no tokens, even if both are the same string.
 *
 * Equal to `rouge_scorer.RougeScorer(['rougeL'], use_stemmer=stem)` of Google's `rouge_score`; Lin (2004).
 */
export function rougeL(reference: string, candidate: string, how: RougeReading = {}): PrecisionRecall {
  const reading = { ...how, words: wordsFor([reference, candidate], how.words ?? 'rouge-score') };
  return lcsOverlap(rougeTokens(reference, reading), rougeTokens(candidate, reading));
}

/** The F1 of `rougeL`, in 0..1; symmetric in its arguments. */
export function rougeLScore(reference: string, candidate: string, reading: RougeReading = {}): number {
  return rougeL(reference, candidate, reading).f1;
}

function lcsOverlap(reference: readonly string[], candidate: readonly string[]): PrecisionRecall {
  return overlap(lcsLength(reference, candidate), reference.length, candidate.length);
}

function ngramOverlap(reference: readonly string[], candidate: readonly string[], order: number): PrecisionRecall {
  const counts = new Map<string, number>();
  for (let start = 0; start + order <= reference.length; start++) {
    const gram = ngram(reference, start, order);
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  let common = 0;
  for (let start = 0; start + order <= candidate.length; start++) {
    const gram = ngram(candidate, start, order);
    const left = counts.get(gram) ?? 0;
    if (left === 0) continue;
    common++;
    counts.set(gram, left - 1);
  }
  const grams = (tokens: readonly string[]) => Math.max(0, tokens.length - order + 1);
  return overlap(common, grams(reference), grams(candidate));
}

const ngram = (tokens: readonly string[], start: number, order: number) =>
  order === 1 ? (tokens[start] as string) : `${tokens[start]} ${tokens[start + 1]}`;

function overlap(common: number, reference: number, candidate: number): PrecisionRecall {
  if (common === 0) return { precision: 0, recall: 0, f1: 0 };
  const precision = common / candidate;
  const recall = common / reference;
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}
