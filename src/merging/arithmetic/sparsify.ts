import { isKept, MASK_BLOCK, type MaskKey, maskWord } from './dare.js';
import type { Sparsifier } from './kernel-plan.js';
import {
  type CutBin,
  cutAt,
  cutBin,
  LOWER_BINS,
  type MagnitudeCut,
  magnitudeBits,
  UPPER_BINS,
} from './magnitude-cut.js';
import { magnitudeRanks } from './ranks.js';
import type { TensorStream } from './tensor-stream.js';

/** Decides which elements of a delta to keep, in the order of the tensor; stores its position. */
export type Mask = (delta: Float32Array, first: number, kept: Uint8Array) => void;

/**
 * Makes the mask of every tuned model's delta, in plain TypeScript. Masks by magnitude read the stream twice. A mask is
 * made anew for every pass over the tensor.
 *
 * @param delta values of `tuned[n]` minus the base in a piece of the stream
 */
export function createMasks(
  stream: TensorStream,
  sparsifiers: readonly Sparsifier[],
  delta: (chunks: readonly Float32Array[], n: number) => Float32Array,
): () => Mask[] {
  const cuts = sparsifiers.map((sparsifier, n) =>
    sparsifier.kind === 'range'
      ? findCuts(stream, (chunks) => delta(chunks, n), [sparsifier.begin, sparsifier.end])
      : undefined,
  );
  return () => sparsifiers.map((sparsifier, n) => createMask(sparsifier, cuts[n]));
}

function createMask(sparsifier: Sparsifier, cuts: readonly MagnitudeCut[] | undefined): Mask {
  switch (sparsifier.kind) {
    case 'all':
      return (_, __, kept) => kept.fill(1);
    case 'none':
      return (_, __, kept) => kept.fill(0);
    case 'random':
      return (_, first, kept) => {
        for (let i = 0; i < kept.length; i++) {
          const block = Math.floor((first + i) / MASK_BLOCK);
          kept[i] = Number(isKept(sparsifier.key(block), first + i - block * MASK_BLOCK, sparsifier.threshold));
        }
      };
    case 'range':
      return rangeMask(cuts![0]!, cuts![1]!);
    case 'ranked':
      return (delta, first, kept) => rankedMask(sparsifier, delta, first, kept);
  }
}

/** Keeps elements above the first cut and not above the second. */
function rangeMask(low: MagnitudeCut, high: MagnitudeCut): Mask {
  let [equalLow, equalHigh] = [0, 0];
  return (delta, _, kept) => {
    for (let i = 0; i < delta.length; i++) {
      const bits = magnitudeBits(delta[i]!);
      const aboveLow = bits > low.bits || (bits === low.bits && equalLow++ < low.firstOfEqual);
      const aboveHigh = bits > high.bits || (bits === high.bits && equalHigh++ < high.firstOfEqual);
      kept[i] = Number(aboveLow && !aboveHigh);
    }
  };
}

function rankedMask(
  { row, thresholds, key }: Extract<Sparsifier, { kind: 'ranked' }>,
  delta: Float32Array,
  first: number,
  kept: Uint8Array,
): void {
  for (let begin = 0; begin < delta.length; begin += row) {
    const ranks = magnitudeRanks(delta.subarray(begin, begin + row));
    for (let i = 0; i < row; i++) {
      const at = first + begin + i;
      const block = Math.floor(at / MASK_BLOCK);
      const word = maskWord(key(block) as MaskKey, at - block * MASK_BLOCK);
      kept[begin + i] = Number(word >= thresholds[ranks[i]!]!);
    }
  }
}

/** The cuts at several ranks of one delta's magnitudes. */
function findCuts(
  stream: TensorStream,
  delta: (chunks: readonly Float32Array[]) => Float32Array,
  ranks: readonly number[],
): MagnitudeCut[] {
  const upper = new Float64Array(UPPER_BINS);
  stream.scan((chunks) => {
    for (const value of delta(chunks)) upper[magnitudeBits(value) >>> 16]!++;
  });
  const places = ranks.map((rank): CutBin | undefined => cutBin(upper, rank));
  const lower = places.map(() => new Float64Array(LOWER_BINS));
  stream.scan((chunks) => {
    for (const value of delta(chunks)) {
      const bits = magnitudeBits(value);
      places.forEach((place, c) => {
        if (place?.bin === bits >>> 16) lower[c]![bits & 0xffff]!++;
      });
    }
  });
  return ranks.map((rank, c) => cutAt(places[c], lower[c]!, rank));
}
