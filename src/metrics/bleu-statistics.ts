import { UnisonoError } from '../core/errors.js';
import { type BleuTokenizer, bleuTokens } from './bleu-tokenize.js';

export const MAX_ORDER = 4;

/** One reference, or several that may each be matched (clipped counts are the maximum over them). */
export type References = string | readonly string[];

/** Sufficient statistics of BLEU: sums of them over segments give the corpus score. Index 0 holds the unigrams. */
export interface BleuStatistics {
  candidateLength: number;
  referenceLength: number;
  matches: number[];
  totals: number[];
}

/** How texts are read: `lowercase` (default false) first, then `tokenize` (default '13a'). */
export interface BleuReading {
  lowercase?: boolean;
  tokenize?: BleuTokenizer;
}

/** Counts of one candidate against its references. Throws SHAPE_MISMATCH without a reference. */
export function bleuStatistics(
  reference: References,
  candidate: string,
  { lowercase = false, tokenize = '13a' }: BleuReading = {},
): BleuStatistics {
  const tokens = (text: string) => bleuTokens(lowercase ? text.toLowerCase() : text, tokenize);
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

/** Statistics of nothing, to add to. */
export function noBleuStatistics(): BleuStatistics {
  return { candidateLength: 0, referenceLength: 0, matches: [0, 0, 0, 0], totals: [0, 0, 0, 0] };
}

/** Adds one segment's statistics to a corpus's. */
export function addBleuStatistics(sum: BleuStatistics, one: BleuStatistics): void {
  sum.candidateLength += one.candidateLength;
  sum.referenceLength += one.referenceLength;
  for (let order = 0; order < MAX_ORDER; order++) {
    sum.matches[order] += one.matches[order];
    sum.totals[order] += one.totals[order];
  }
}

/** Tokens hold no spaces, so that a joined n-gram is unique. */
function countGrams(tokens: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + order <= tokens.length; start++) {
    let gram = tokens[start] as string;
    for (let next = 1; next < order; next++) gram += ` ${tokens[start + next]}`;
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
