import type { MergeKernels } from '../kernels/merge-kernels.js';
import { type CutBin, cutBin, LOWER_BINS, magnitudeBits, UPPER_BINS } from '../sparsify/magnitude-cut.js';
import type { Piece } from './kernel-run.js';

/** Elements of a sampled block, and from one block to the next: one element of 32 is looked at. */
const SAMPLED = 256;
const DISTANCE = 8192;
/** Elements that are counted at a time, so that an index need be looked for in few. */
const SEGMENT = 32_768;
/** Values that are tried for a rank. */
const TRIES = 3;
/** Tensors below this are too small to be sampled. */
const LEAST = 16 * DISTANCE;

/** Divides a delta by magnitude: above the cut are larger bits, and equal ones whose index is below `equalBefore`. */
export interface IndexedCut {
  readonly bits: number;
  readonly equalBefore: number;
}

/** A cut that has nothing above it. */
export const NOTHING_ABOVE: IndexedCut = { bits: 0x7fffffff, equalBefore: 0 };

/** A value of the sample, and how many of the sample are smaller and equal. */
interface Sampled {
  readonly bits: number;
  readonly below: number;
  readonly equal: number;
}

/** What is known about the value that is tried for a rank: magnitudes that are larger, and that are equal by segment. */
interface Attempt {
  readonly rank: number;
  value: Sampled;
  above: number;
  equal: number[];
}

/**
 * Finds the cuts of a bfloat16 delta that is in memory as a whole, exactly, by a sample and a count. Differences of
 * bfloat16 values take few distinct magnitudes, so that the one at a rank of the sample mostly is the one at that rank of
 * the tensor, which counting what is larger and what is equal tells. Undefined where a few tries do not hit it, or where
 * sampling is not worth it.
 *
 * @param tables room for UPPER_BINS and LOWER_BINS counters
 */
export function countCuts(
  kernels: MergeKernels,
  piece: Piece,
  n: number,
  ranks: readonly [number, number],
  tables: number,
): readonly [IndexedCut, IndexedCut] | undefined {
  if (piece.count < LEAST) return undefined;
  const counter = new MagnitudeCounter(kernels, piece, piece.address(0), piece.address(n + 1), tables);
  const attempts = ranks.map((rank) => (rank < piece.count ? counter.attempt(rank) : undefined));
  const given = attempts.filter((attempt) => attempt !== undefined);
  for (let tries = 0; ; tries++) {
    const missed = given.filter((attempt) => !counter.isHit(attempt));
    if (missed.length === 0) break;
    if (tries === TRIES) return undefined;
    if (tries > 0) for (const attempt of missed) attempt.value = counter.next(attempt);
    counter.count(missed);
  }
  const [low, high] = attempts.map((attempt) => (attempt ? counter.cut(attempt) : NOTHING_ABOVE));
  return [low!, high!];
}

class MagnitudeCounter {
  private readonly sampled: number;

  constructor(
    private readonly kernels: MergeKernels,
    private readonly piece: Piece,
    private readonly base: number,
    private readonly x: number,
    private readonly tables: number,
  ) {
    this.upper.fill(0);
    let sampled = 0;
    this.eachSample((from, to) => {
      kernels.exports.histogramBFloat16(from, to, SAMPLED, tables);
      sampled += SAMPLED;
    });
    this.sampled = sampled;
  }

  attempt(rank: number): Attempt {
    const value = this.valueAt(Math.round((rank / this.piece.count) * this.sampled));
    return { rank, value, above: 0, equal: [] };
  }

  isHit(attempt: Attempt): boolean {
    const below = this.below(attempt);
    return attempt.equal.length > 0 && attempt.rank >= below && attempt.rank < below + sum(attempt.equal);
  }

  /** How many ranks the value was off is known exactly now; the sample says which one lies so far from it. */
  next(attempt: Attempt): Sampled {
    const { rank, value } = attempt;
    const below = this.below(attempt);
    const share = this.sampled / this.piece.count;
    if (rank < below) return this.valueAt(value.below - 1 - Math.round((below - 1 - rank) * share));
    return this.valueAt(value.below + value.equal + Math.round((rank - below - sum(attempt.equal)) * share));
  }

  /** Counts around the values of one attempt, or of two in one pass. */
  count(attempts: readonly Attempt[]): void {
    const { kernels, piece } = this;
    const [first, second] = [attempts[0]!, attempts.at(-1)!];
    for (const attempt of attempts) Object.assign(attempt, { above: 0, equal: [] });
    const results = kernels.words(kernels.exports.results(), 4);
    for (let at = 0; at < piece.steps; at += SEGMENT) {
      const steps = Math.min(SEGMENT, piece.steps - at);
      // Zeros behind the last element are none of the tensor.
      const padding = Math.max(0, at + steps - piece.count);
      const [base, x] = [this.base + at * 2, this.x + at * 2];
      kernels.exports.countAroundBFloat16(base, x, steps, first.value.bits, second.value.bits);
      for (const [a, attempt] of attempts.entries()) {
        attempt.above += results[2 * a]!;
        attempt.equal.push(results[2 * a + 1]! - (attempt.value.bits === 0 ? padding : 0));
      }
    }
  }

  /** The cut with exactly `rank` elements below it: the equal ones count as larger in the order of the tensor. */
  cut(attempt: Attempt): IndexedCut {
    const { bits } = attempt.value;
    let above = sum(attempt.equal) - (attempt.rank - this.below(attempt));
    for (const [segment, equal] of attempt.equal.entries()) {
      if (above < equal) {
        const at = segment * SEGMENT;
        const count = Math.min(SEGMENT, this.piece.count - at);
        const [base, x] = [this.base + at * 2, this.x + at * 2];
        return { bits, equalBefore: at + this.kernels.exports.indexOfEqualBFloat16(base, x, count, bits, above) };
      }
      above -= equal;
    }
    return { bits, equalBefore: this.piece.count };
  }

  private below({ above, equal }: Attempt): number {
    return this.piece.count - above - sum(equal);
  }

  /** The value at a rank of the sample. */
  private valueAt(wanted: number): Sampled {
    const rank = Math.max(0, Math.min(this.sampled - 1, wanted));
    const { bin, below } = cutBin(this.upper, rank) as CutBin;
    const lower = this.kernels.words(this.tables + UPPER_BINS * 4, LOWER_BINS);
    lower.fill(0);
    const { exports } = this.kernels;
    this.eachSample((base, x) => exports.refineBFloat16(base, x, SAMPLED, bin, this.tables + UPPER_BINS * 4));
    const inside = cutBin(lower, rank - below) as CutBin;
    return { bits: bin * LOWER_BINS + inside.bin, below: below + inside.below, equal: lower[inside.bin]! };
  }

  private get upper(): Uint32Array {
    return this.kernels.words(this.tables, UPPER_BINS);
  }

  private eachSample(visit: (base: number, x: number) => void): void {
    for (let at = 0; at + SAMPLED <= this.piece.count; at += DISTANCE) visit(this.base + at * 2, this.x + at * 2);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The bits of the magnitude of the difference of two stored bfloat16 values. */
export function deltaBits(base: number, x: number): number {
  storedBits[0] = base << 16;
  storedBits[1] = x << 16;
  return magnitudeBits(stored[1]! - stored[0]!);
}

const stored = new Float32Array(2);
const storedBits = new Uint32Array(stored.buffer);
