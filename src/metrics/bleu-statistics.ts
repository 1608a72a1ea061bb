import { UnisonoError } from '../core/errors.js';
import { type BleuTokenizer, bleuTokens } from './bleu-tokenize.js';
import { internTokens } from './lcs.js';

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

/** Preprocessing of texts: `lowercase` (default false), then `tokenize` (default '13a'). */
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
  const ids = new Map<string, number>();
  const tokens = (text: string) => internTokens(bleuTokens(lowercase ? text.toLowerCase() : text, tokenize), ids);
  const candidateIds = tokens(candidate);
  const references = (typeof reference === 'string' ? [reference] : reference).map(tokens);
  const length = candidateIds.length;
  const lengths = references.map((one) => one.length);
  const result: BleuStatistics = {
    candidateLength: length,
    referenceLength: closestLength(length, lengths),
    matches: [],
    totals: [],
  };
  // The n-gram that begins at each token, by number; for n = 1 the token itself.
  let texts = [candidateIds, ...references];
  for (let order = 1; order <= MAX_ORDER; order++) {
    if (order > 1) texts = longerGrams(texts, [candidateIds, ...references], order, ids.size);
    result.matches.push(clippedMatches(texts[0] as Int32Array, texts.slice(1)));
    result.totals.push(Math.max(0, length - order + 1));
  }
  return result;
}

/** Numbers n-grams by the (n - 1)-gram that they begin with and their last token. */
function longerGrams(
  shorter: readonly Int32Array[],
  tokens: readonly Int32Array[],
  order: number,
  tokenCount: number,
): Int32Array[] {
  const ids = new Map<number, number>();
  return tokens.map((text, i) =>
    Int32Array.from({ length: Math.max(0, text.length - order + 1) }, (_, start) => {
      const key = (shorter[i]![start] as number) * tokenCount + (text[start + order - 1] as number);
      let id = ids.get(key);
      if (id === undefined) {
        id = ids.size;
        ids.set(key, id);
      }
      return id;
    }),
  );
}

/** Occurrences of the candidate's n-grams, each at most as often as in the reference that has it most often. */
function clippedMatches(candidate: Int32Array, references: readonly Int32Array[]): number {
  const allowed = new Map<number, number>();
  for (const reference of references) {
    for (const [gram, count] of counted(reference)) allowed.set(gram, Math.max(allowed.get(gram) ?? 0, count));
  }
  let matches = 0;
  for (const gram of candidate) {
    const left = allowed.get(gram) ?? 0;
    if (left === 0) continue;
    matches++;
    allowed.set(gram, left - 1);
  }
  return matches;
}

function counted(grams: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const gram of grams) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  return counts;
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
    sum.matches[order]! += one.matches[order]!;
    sum.totals[order]! += one.totals[order]!;
  }
}

/** The reference length nearest to the candidate's; the shorter of two that are equally near. */
function closestLength(length: number, references: readonly number[]): number {
  if (references.length === 0) {
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'BLEU', reason: 'every candidate needs at least one reference' });
  }
  return references.reduce((best, one) => {
    const nearer = Math.abs(one - length) - Math.abs(best - length);
    return nearer < 0 || (nearer === 0 && one < best) ? one : best;
  });
}
