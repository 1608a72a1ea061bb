import { type CutBin, cutBin, LOWER_BINS, UPPER_BINS } from '../arithmetic/magnitude-cut.js';
import type { MergeKernels } from '../kernels/merge-kernels.js';
import type { Part, PartLoader } from './kernel-run.js';
import { CUT_TABLES, type RankedInput } from './magnitude-histograms.js';

/** Elements of a sampled block. */
const BLOCK = 512;
/** Blocks at even distances: the share of any rank is known to a few thousandths. */
const BLOCKS = 128;

/** A value of the sample, and how many of the sample are smaller and equal. */
export interface Sampled {
  readonly bits: number;
  readonly below: number;
  readonly equal: number;
}

/** Magnitudes of bfloat16 deltas at even distances in the tensor. */
export class MagnitudeSample {
  private readonly elements = BLOCK * BLOCKS;

  private constructor(
    private readonly kernels: MergeKernels,
    private readonly loader: PartLoader,
    inputs: readonly RankedInput[],
    private part: Part,
  ) {
    for (const { n } of inputs) {
      kernels.words(this.table(n), UPPER_BINS).fill(0);
      kernels.exports.histogramBFloat16(part.address(0), part.address(n + 1), this.elements, this.table(n));
    }
  }

  /** Undefined for a tensor that is not much larger than the sample. */
  static take(kernels: MergeKernels, loader: PartLoader, inputs: readonly RankedInput[]): MagnitudeSample | undefined {
    const { elements, partElements } = loader;
    if (elements < 2 * BLOCK * BLOCKS || partElements < BLOCK * BLOCKS) return undefined;
    return new MagnitudeSample(kernels, loader, inputs, gather(loader));
  }

  /** Reads it again, once other parts have been read. */
  again(): void {
    this.part = gather(this.loader);
  }

  /** Converts ranks of the tensor to ranks of the sample. */
  scaled(ranks: number): number {
    return Math.round((ranks / this.loader.elements) * this.elements);
  }

  /** The sampled value that corresponds to a rank of the tensor. */
  near(n: number, rank: number): Sampled {
    return this.at(n, this.scaled(rank));
  }

  /** The value at a rank of the sample. */
  at(n: number, wanted: number): Sampled {
    const { kernels } = this;
    const rank = Math.max(0, Math.min(this.elements - 1, wanted));
    const { bin, below } = cutBin(kernels.words(this.table(n), UPPER_BINS), rank) as CutBin;
    const at = this.table(n) + UPPER_BINS * 4;
    const lower = kernels.words(at, LOWER_BINS);
    lower.fill(0);
    kernels.exports.refineBFloat16(this.part.address(0), this.part.address(n + 1), this.elements, bin, at);
    const inside = cutBin(lower, rank - below) as CutBin;
    return { bits: bin * LOWER_BINS + inside.bin, below: below + inside.below, equal: lower[inside.bin]! };
  }

  private table(n: number): number {
    return this.kernels.heap + n * CUT_TABLES;
  }
}

function gather(loader: PartLoader): Part {
  const distance = (loader.elements - BLOCK) / (BLOCKS - 1);
  const firsts = Array.from({ length: BLOCKS }, (_, b) => Math.floor(b * distance));
  return loader.gather(firsts, BLOCK);
}
