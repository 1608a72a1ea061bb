import type { MergeKernels } from '../kernels/merge-kernels.js';
import { type CutBin, cutAt, cutBin, LOWER_BINS, type MagnitudeCut, UPPER_BINS } from '../sparsify/magnitude-cut.js';
import type { KernelType, Piece } from './kernel-run.js';

const UPPER_BYTES = UPPER_BINS * 4;
const LOWER_BYTES = LOWER_BINS * 4;

/** Bytes of the tables that the cuts of one model need. */
export const CUT_TABLES = UPPER_BYTES + 2 * LOWER_BYTES;

/** A model whose delta is cut at two ranks. */
export interface RankedInput {
  /** Among the tuned models, which lie behind the base. */
  readonly n: number;
  readonly ranks: readonly [number, number];
}

/**
 * Finds the cuts of deltas at given ranks by two histograms over the tensor, as the definition does: `countUpper` of every
 * piece and input, `place`, `countLower` of every piece and input, `cuts`.
 */
export class MagnitudeHistograms {
  private readonly places = new Map<number, (CutBin | undefined)[]>();
  private padding = 0;

  constructor(
    private readonly kernels: MergeKernels,
    private readonly type: KernelType,
    private readonly inputs: readonly RankedInput[],
  ) {}

  clear(): void {
    for (const { n } of this.inputs) this.kernels.bytes(this.table(n), CUT_TABLES).fill(0);
  }

  countUpper({ address, steps, count, last }: Piece, { n }: RankedInput): void {
    if (last) this.padding = steps - count;
    this.kernels.exports[`histogram${this.type}`](address(0), address(n + 1), steps, this.table(n));
  }

  place(): void {
    for (const { n, ranks } of this.inputs) {
      const upper = this.kernels.words(this.table(n), UPPER_BINS);
      upper[0]! -= this.padding;
      this.places.set(
        n,
        ranks.map((rank) => cutBin(upper, rank)),
      );
    }
  }

  countLower({ address, steps }: Piece, { n }: RankedInput): void {
    for (const [c, place] of this.places.get(n)!.entries()) {
      if (place !== undefined)
        this.kernels.exports[`refine${this.type}`](address(0), address(n + 1), steps, place.bin, this.table(n, c));
    }
  }

  cuts(): Map<number, readonly [MagnitudeCut, MagnitudeCut]> {
    return new Map(
      this.inputs.map(({ n, ranks }) => {
        const [low, high] = ranks.map((rank, c) => {
          const place = this.places.get(n)![c];
          const lower = this.kernels.words(this.table(n, c), LOWER_BINS);
          if (place?.bin === 0) lower[0]! -= this.padding;
          return cutAt(place, lower, rank);
        }) as [MagnitudeCut, MagnitudeCut];
        return [n, [low, high]];
      }),
    );
  }

  private table(n: number, cut?: number): number {
    return this.kernels.heap + n * CUT_TABLES + (cut === undefined ? 0 : UPPER_BYTES + cut * LOWER_BYTES);
  }
}
