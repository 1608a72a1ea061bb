import type { MergeKernels } from '../kernels/merge-kernels.js';
import type { Part, PartLoader } from './kernel-run.js';
import type { RankedInput } from './magnitude-histograms.js';
import { MagnitudeSample, type Sampled } from './magnitude-sample.js';

/** Maximum number of values tried for a rank. */
const TRIES = 3;

/**
 * Splits a delta by magnitude: above the cut are elements with larger bits, and those with equal bits whose index is below
 * `equalBefore`.
 */
export interface IndexedCut {
  readonly bits: number;
  readonly equalBefore: number;
}

/** A cut with nothing above it. */
export const NOTHING_ABOVE: IndexedCut = { bits: 0x7fffffff, equalBefore: 0 };

/** A rank to find, and counts for the value being tried. */
interface Attempt {
  readonly n: number;
  readonly rank: number;
  value: Sampled;
  /** Numbers of larger magnitudes, and of equal ones by part. */
  above: number;
  equal: number[];
}

/**
 * Finds the cuts of bfloat16 deltas, exactly, by a sample and a count. Differences of bfloat16 values take few distinct
 * magnitudes, so that the value at a rank of the sample usually is the value at that rank of the tensor. Counting larger
 * and equal values confirms it.
 */
export class CountedCuts {
  constructor(
    private readonly kernels: MergeKernels,
    private readonly loader: PartLoader,
    private readonly inputs: readonly RankedInput[],
  ) {}

  /** Undefined if a few tries do not find a rank, or if the tensor is too small to gain from it. */
  *find(): Generator<void, Map<number, readonly [IndexedCut, IndexedCut]> | undefined, void> {
    const { kernels, loader } = this;
    const sample = MagnitudeSample.take(kernels, loader, this.inputs);
    if (sample === undefined) return undefined;
    const attempts = this.inputs.flatMap(({ n, ranks }) =>
      ranks
        .filter((rank) => rank < loader.elements)
        .map((rank): Attempt => ({ n, rank, value: sample.near(n, rank), above: 0, equal: [] })),
    );
    let missed = attempts;
    for (let tries = 0; missed.length > 0; tries++) {
      if (tries === TRIES) return undefined;
      if (tries > 0) {
        sample.again();
        for (const attempt of missed) attempt.value = this.next(sample, attempt);
      }
      yield* this.count(missed);
      missed = missed.filter((attempt) => !this.isHit(attempt));
    }
    return new Map(
      this.inputs.map(({ n, ranks }) => {
        const [low, high] = ranks.map((rank) => {
          const attempt = attempts.find((other) => other.n === n && other.rank === rank);
          return attempt ? this.cut(attempt) : NOTHING_ABOVE;
        });
        return [n, [low!, high!]];
      }),
    );
  }

  private isHit(attempt: Attempt): boolean {
    const below = this.below(attempt);
    return attempt.rank >= below && attempt.rank < below + sum(attempt.equal);
  }

  /** The exact rank error of the value is known now; the sample gives the value at that distance. */
  private next(sample: MagnitudeSample, attempt: Attempt): Sampled {
    const { n, rank, value } = attempt;
    const below = this.below(attempt);
    if (rank < below) return sample.at(n, value.below - 1 - sample.scaled(below - 1 - rank));
    return sample.at(n, value.below + value.equal + sample.scaled(rank - below - sum(attempt.equal)));
  }

  /** Counts around the values of all attempts in one pass, of those of one model together. */
  private *count(attempts: readonly Attempt[]): Generator<void, void, void> {
    const { kernels, loader } = this;
    const results = kernels.words(kernels.exports.results(), 4);
    for (const attempt of attempts) Object.assign(attempt, { above: 0, equal: [] });
    const byModel = this.inputs.map(({ n }) => attempts.filter((attempt) => attempt.n === n));
    let parts = 0;
    for (const part of loader.parts()) {
      for (const own of byModel) {
        if (own.length > 0) this.countPart(part, own, results);
      }
      if (++parts % 8 === 0) yield;
    }
  }

  private countPart({ address, steps, count }: Part, own: readonly Attempt[], results: Uint32Array): void {
    const [first, second] = [own[0]!, own.at(-1)!];
    const { bits } = first.value;
    this.kernels.exports.countAroundBFloat16(address(0), address(first.n + 1), steps, bits, second.value.bits);
    own.forEach((attempt, a) => {
      attempt.above += results[2 * a]!;
      // Zeros after the last element do not belong to the tensor.
      attempt.equal.push(results[2 * a + 1]! - (attempt.value.bits === 0 ? steps - count : 0));
    });
  }

  /** The cut with exactly `rank` elements below it: the equal ones count as larger in the order of the tensor. */
  private cut(attempt: Attempt): IndexedCut {
    const { loader } = this;
    const { bits } = attempt.value;
    let above = sum(attempt.equal) - (attempt.rank - this.below(attempt));
    for (const [n, equal] of attempt.equal.entries()) {
      if (above < equal) {
        const first = n * loader.partElements;
        const { address, count } = loader.load(first, Math.min(loader.partElements, loader.elements - first));
        const [base, x] = [address(0), address(attempt.n + 1)];
        return { bits, equalBefore: first + this.kernels.exports.indexOfEqualBFloat16(base, x, count, bits, above) };
      }
      above -= equal;
    }
    return { bits, equalBefore: loader.elements };
  }

  private below({ above, equal }: Attempt): number {
    return this.loader.elements - above - sum(equal);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
