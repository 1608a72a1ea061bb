import { UnisonoError } from '../../core/errors.js';

/** Similarity of two lists of retrieved passages by three measures, each in 0..1; 1 for two empty lists. */
export interface RankingSimilarity {
  /** |A ∩ B| / k over the first k of each; k is the longer list's length where both are shorter than k. */
  readonly overlap: number;
  /** |A ∩ B| / |A ∪ B| over the whole lists. */
  readonly jaccard: number;
  /** Extrapolated rank-biased overlap: depends on the order, most at the top. */
  readonly rbo: number;
}

/**
 * How alike two rankings of passages are.
 *
 * @param first ids of passages, best first; an id that occurs again is ignored
 * @param k depth of the overlap, at least 1
 * @param p persistence of rank-biased overlap, in (0, 1): the first 1 / (1 - p) ranks carry most of the weight
 * @throws SHAPE_MISMATCH for k or p out of range
 */
export function rankingSimilarity(
  first: readonly string[],
  second: readonly string[],
  k: number,
  p: number,
): RankingSimilarity {
  if (!(Number.isInteger(k) && k >= 1)) fail(`k is ${k}, not a positive integer`);
  const [a, b] = [[...new Set(first)], [...new Set(second)]];
  const union = new Set([...a, ...b]).size;
  const depth = Math.min(k, Math.max(a.length, b.length));
  return {
    overlap: depth === 0 ? 1 : common(a.slice(0, depth), b.slice(0, depth)) / depth,
    jaccard: union === 0 ? 1 : common(a, b) / union,
    rbo: rankBiasedOverlap(a, b, p),
  };
}

/**
 * RBO_EXT of Webber, Moffat and Zobel 2010 (A similarity measure for indefinite rankings, ACM TOIS 28), equation 32, which
 * extrapolates the agreement seen at the end of two lists that may differ in length. Equal to `rbo_ext` of the Python
 * package rbo. 1 for two empty lists, 0 where only one is empty.
 */
export function rankBiasedOverlap(first: readonly string[], second: readonly string[], p: number): number {
  if (!(p > 0 && p < 1)) fail(`p is ${p}, not between 0 and 1`);
  const [short, long] = first.length <= second.length ? [first, second] : [second, first];
  const [s, l] = [short.length, long.length];
  if (s === 0) return l === 0 ? 1 : 0;
  const [seenShort, seenLong] = [new Set<string>(), new Set<string>()];
  let overlap = 0;
  let overlapAtShort = 0;
  let sum = 0;
  for (let depth = 1; depth <= l; depth++) {
    const [x, y] = [short[depth - 1], long[depth - 1] as string];
    if (x !== undefined) {
      seenShort.add(x);
      if (seenLong.has(x)) overlap++;
    }
    seenLong.add(y);
    if (seenShort.has(y)) overlap++;
    if (depth === s) overlapAtShort = overlap;
    sum += (overlap / depth) * p ** depth;
    if (depth > s) sum += ((overlapAtShort * (depth - s)) / (s * depth)) * p ** depth;
  }
  const seen = (overlap - overlapAtShort) / l + overlapAtShort / s;
  // Rounding may end a hair above 1.
  return Math.min(1, ((1 - p) / p) * sum + seen * p ** l);
}

function common(a: readonly string[], b: readonly string[]): number {
  const inB = new Set(b);
  return a.filter((id) => inB.has(id)).length;
}

function fail(reason: string): never {
  throw new UnisonoError('SHAPE_MISMATCH', { op: 'ranking similarity', reason });
}
