import { UnisonoError } from '../core/errors.js';
import { RandomStream } from '../core/random.js';
import { dot } from './similarity.js';

const DEFAULT_COUNT = 10;

/** Ids that positives and negatives of one query (the anchor) are drawn from, nearest or farthest first. */
export interface TripletCandidates {
  id: string;
  positives: string[];
  negatives: string[];
}

/** One anchor's positive and negative, by id. */
export interface Triplet {
  positive: string;
  negative: string;
}

/**
 * For every query its `top` nearest and `bottom` farthest others by cosine similarity (10 and 10 in Peng et al. 2025).
 * `features`, `ids` and `texts` run in parallel; features are L2-normalized rows of one length, of a sentence
 * encoder. The query itself and identical texts are in neither list; equally near ones come in order of position.
 * No query is in both lists: where fewer than top + bottom are left, both shrink in proportion, to one at least.
 * `questions`, parallel too, keeps other wordings of the same question out of the negatives: a lexical encoder takes
 * a paraphrase without shared words for a stranger.
 * Throws SHAPE_MISMATCH when lengths differ or a count is not a positive integer, TOO_FEW_QUERIES when a query has
 * fewer than two others or none to be its negative.
 */
export function mineTriplets(input: {
  features: readonly Float32Array[];
  ids: readonly string[];
  texts: readonly string[];
  questions?: readonly string[];
  top?: number;
  bottom?: number;
}): TripletCandidates[] {
  const { features, ids, texts, questions = ids, top = DEFAULT_COUNT, bottom = DEFAULT_COUNT } = input;
  for (const list of [features, texts, questions]) {
    if (list.length !== ids.length) fail(`lists of ${list.length} and of ${ids.length} queries`);
  }
  if (![top, bottom].every((count) => Number.isInteger(count) && count > 0)) fail(`top is ${top}, bottom is ${bottom}`);
  for (const row of features) if (row.length !== features[0]!.length) fail('features differ in length');
  return ids.map((id, query) => {
    const others = indicesWhere(ids.length, (index) => index !== query && texts[index] !== texts[query]);
    const similarities = Float64Array.from(features, (row) => dot(features[query]!, row));
    const positives = largest(others, similarities, shrink(top, bottom, others.length));
    const strangers = others.filter((index) => questions[index] !== questions[query] && !positives.includes(index));
    const distances = similarities.map((value) => -value);
    const negatives = largest(strangers, distances, bottom);
    if (positives.length === 0 || negatives.length === 0) {
      throw new UnisonoError('TOO_FEW_QUERIES', { what: `triplets of "${id}"`, count: others.length, least: 2 });
    }
    return { id, positives: positives.map((index) => ids[index]!), negatives: negatives.map((index) => ids[index]!) };
  });
}

/**
 * A positive and a negative for one anchor, uniformly and independently, as a function of (seed, name) alone: `name`
 * should hold the anchor's id and the epoch.
 */
export function drawTriplet(seed: number, name: string, candidates: TripletCandidates): Triplet {
  const stream = new RandomStream(seed, `triplet ${name}`);
  return { positive: stream.pick(candidates.positives), negative: stream.pick(candidates.negatives) };
}

function shrink(top: number, bottom: number, available: number): number {
  if (top + bottom <= available) return top;
  const share = Math.round((available * top) / (top + bottom));
  return Math.min(top, available - 1, Math.max(1, share));
}

function indicesWhere(count: number, keep: (index: number) => boolean): number[] {
  const indices: number[] = [];
  for (let index = 0; index < count; index++) if (keep(index)) indices.push(index);
  return indices;
}

/** The `count` indices (or all there are) with the largest scores, largest first, earlier indices first among equals. */
function largest(indices: readonly number[], scores: Float64Array, count: number): number[] {
  const best: number[] = [];
  if (count < 1) return best;
  for (const index of indices) {
    if (best.length === count && scores[index]! <= scores[best[count - 1]!]!) continue;
    let at = best.length;
    while (at > 0 && scores[best[at - 1]!]! < scores[index]!) at--;
    best.splice(at, 0, index);
    if (best.length > count) best.pop();
  }
  return best;
}

function fail(reason: string): never {
  throw new UnisonoError('SHAPE_MISMATCH', { op: 'triplet mining', reason });
}
