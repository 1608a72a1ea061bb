import { UnisonoError } from '../core/errors.js';
import { tokenize13a } from './bleu-tokenize.js';

const MAX_ORDER = 4;

/** `lowercase` (default false) scores lower-cased text, as sacrebleu's `lowercase`. */
export interface BleuOptions {
  lowercase?: boolean;
}

/** One reference, or several that may each be matched (clipped counts are the maximum over them). */
export type References = string | readonly string[];

/** Sufficient statistics of BLEU: sums of them over segments give the corpus score. Index 0 holds the unigrams. */
interface BleuStatistics {
  candidateLength: number;
  referenceLength: number;
  matches: number[];
  totals: number[];
}

/**
 * BLEU of one candidate, in 0..1: 1 / 100 of sacrebleu's `sentence_bleu` (up to 4-grams, tokenize '13a', smooth
 * 'exp', effective order: orders longer than the candidate are left out).
 */
export function sentenceBleu(reference: References, candidate: string, options: BleuOptions = {}): number {
  return score(statistics(reference, candidate, options), true);
}

/**
 * BLEU of a corpus, in 0..1: 1 / 100 of sacrebleu's `corpus_bleu` (up to 4-grams, tokenize '13a', smooth 'exp').
 * `references[i]` belongs to `candidates[i]`. Throws SHAPE_MISMATCH when their numbers differ or are zero.
 */
export function corpusBleu(
  references: readonly References[],
  candidates: readonly string[],
  options: BleuOptions = {},
): number {
  if (references.length !== candidates.length || candidates.length === 0) {
    const reason = `${references.length} references for ${candidates.length} candidates`;
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'corpusBleu', reason });
  }
  const sum: BleuStatistics = { candidateLength: 0, referenceLength: 0, matches: [0, 0, 0, 0], totals: [0, 0, 0, 0] };
  for (const [index, candidate] of candidates.entries()) {
    const one = statistics(references[index], candidate, options);
    sum.candidateLength += one.candidateLength;
    sum.referenceLength += one.referenceLength;
    for (let order = 0; order < MAX_ORDER; order++) {
      sum.matches[order] += one.matches[order];
      sum.totals[order] += one.totals[order];
    }
  }
  return score(sum, false);
}

function score({ candidateLength, referenceLength, matches, totals }: BleuStatistics, effectiveOrder: boolean): number {
  if (matches.every((count) => count === 0)) return 0;
  let smoothing = 1;
  let order = 0;
  let logSum = 0;
  for (; order < MAX_ORDER && totals[order] > 0; order++) {
    if (matches[order] === 0) smoothing *= 2;
    logSum += Math.log((matches[order] || 1 / smoothing) / totals[order]);
  }
  // Without effective order, an order that no candidate is long enough for has precision 0.
  if (order < MAX_ORDER && !effectiveOrder) return 0;
  const brevity = candidateLength < referenceLength ? Math.exp(1 - referenceLength / candidateLength) : 1;
  return brevity * Math.exp(logSum / order);
}

function statistics(reference: References, candidate: string, { lowercase = false }: BleuOptions): BleuStatistics {
  const tokens = (text: string) => tokenize13a(lowercase ? text.toLowerCase() : text);
  const candidateTokens = tokens(candidate);
  const references = (typeof reference === 'string' ? [reference] : reference).map(tokens);
  const result: BleuStatistics = {
    candidateLength: candidateTokens.length,
    referenceLength: closestLength(
      candidateTokens.length,
      references.map((words) => words.length),
    ),
    matches: [],
    totals: [],
  };
  for (let order = 1; order <= MAX_ORDER; order++) {
    const allowed = new Map<string, number>();
    for (const words of references) {
      for (const [gram, count] of countGrams(words, order)) {
        allowed.set(gram, Math.max(allowed.get(gram) ?? 0, count));
      }
    }
    let matches = 0;
    for (const [gram, count] of countGrams(candidateTokens, order)) matches += Math.min(count, allowed.get(gram) ?? 0);
    result.matches.push(matches);
    result.totals.push(Math.max(0, candidateTokens.length - order + 1));
  }
  return result;
}

/** Tokens hold no spaces, so that a joined n-gram is unique. */
function countGrams(tokens: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + order <= tokens.length; start++) {
    const gram = tokens.slice(start, start + order).join(' ');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** The reference length nearest to the candidate's; the shorter of two that are equally near. */
function closestLength(length: number, references: readonly number[]): number {
  if (references.length === 0) {
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'BLEU', reason: 'a candidate has no reference' });
  }
  return references.reduce((best, one) => {
    const nearer = Math.abs(one - length) - Math.abs(best - length);
    return nearer < 0 || (nearer === 0 && one < best) ? one : best;
  });
}
