/** Rows of the bias table; transformers uses this number whatever the configuration says. */
export const RELATIVE_BUCKETS = 32;

const PER_DIRECTION = RELATIVE_BUCKETS / 2;

/** Distances up to here have a bucket each. */
const EXACT = PER_DIRECTION / 2;

/** Distances from here on share the last bucket of their direction. */
const MAX_DISTANCE = 128;

/**
 * The bucket of every pair of positions, row-major [query, key], by the signed distance from query to key (T5's, Raffel
 * et al. 2020, as in transformers' MPNetEncoder): half of the buckets for each direction; in each, half of them for one
 * distance each and the others for distances up to 128 on a logarithmic scale.
 */
export function relativeBuckets(length: number): Int32Array {
  const ofDistance = Int32Array.from({ length }, (_, distance) => distanceBucket(distance));
  return Int32Array.from({ length: length * length }, (_, at) => {
    const distance = (at % length) - Math.floor(at / length);
    const bucket = ofDistance[Math.abs(distance)] as number;
    return distance > 0 ? PER_DIRECTION + bucket : bucket;
  });
}

/** In single precision, step by step, as PyTorch: at powers of two the rounding decides the bucket. */
function distanceBucket(distance: number): number {
  if (distance < EXACT) return distance;
  const logarithm = Math.fround(Math.log(Math.fround(distance / EXACT)));
  const share = Math.fround(logarithm / Math.fround(Math.log(MAX_DISTANCE / EXACT)));
  return Math.min(PER_DIRECTION - 1, EXACT + Math.trunc(Math.fround(share * (PER_DIRECTION - EXACT))));
}
