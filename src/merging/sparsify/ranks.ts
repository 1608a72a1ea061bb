import { magnitudeBits } from './magnitude-cut.js';

/**
 * The rank of every element by rising magnitude, 0 for the smallest; of equal magnitudes the first in order ranks
 * lowest.
 */
export function magnitudeRanks(values: Float32Array): Uint32Array {
  const bits = Uint32Array.from(values, magnitudeBits);
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => bits[a]! - bits[b]! || a - b);
  const ranks = new Uint32Array(values.length);
  order.forEach((index, rank) => {
    ranks[index] = rank;
  });
  return ranks;
}
