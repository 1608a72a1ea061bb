/**
 * Exact order statistics of magnitudes by two histograms, in memory that does not grow with the tensor: first over the
 * upper 15 bits of a float32 magnitude (its exponent and seven bits of mantissa, as bfloat16), then over the lower 16
 * bits of the magnitudes in the bin of the wanted rank.
 */

/** Bins over the upper bits, and over the lower bits of one of them. */
export const UPPER_BINS = 32_768;
export const LOWER_BINS = 65_536;

/**
 * Splits the elements of a tensor by magnitude: above the cut are those whose magnitude has larger bits and, of those with
 * equal bits, the first `firstOfEqual` in the tensor's order. Nothing is above a cut of `bits` 2^31.
 */
export interface MagnitudeCut {
  readonly bits: number;
  readonly firstOfEqual: number;
}

/** Position of a rank: its bin, and the number of elements below that bin. */
export interface CutBin {
  readonly bin: number;
  readonly below: number;
}

/** The bin of the element that has `rank` others below it; undefined where no element has that rank. */
export function cutBin(upper: ArrayLike<number>, rank: number): CutBin | undefined {
  let below = 0;
  for (let bin = 0; bin < upper.length; bin++) {
    const next = below + upper[bin]!;
    if (rank < next) return { bin, below };
    below = next;
  }
  return undefined;
}

/** The cut with exactly `rank` elements below it, from the lower bits of the magnitudes in its bin. */
export function cutAt(place: CutBin | undefined, lower: ArrayLike<number>, rank: number): MagnitudeCut {
  if (place === undefined) return { bits: 2 ** 31, firstOfEqual: 0 };
  const inside = cutBin(lower, rank - place.below) as CutBin;
  const below = place.below + inside.below;
  return { bits: place.bin * LOWER_BINS + inside.bin, firstOfEqual: lower[inside.bin]! - (rank - below) };
}

/** The bits of a float32's magnitude, in the same order as the magnitudes; those of NaN are above those of infinity. */
export function magnitudeBits(value: number): number {
  scratch[0] = value;
  return scratchBits[0]! & 0x7fffffff;
}

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);
