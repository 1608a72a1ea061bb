import { type CutBin, cutAt, cutBin, LOWER_BINS, type MagnitudeCut, UPPER_BINS } from '../arithmetic/magnitude-cut.js';
import type { MergeKernels } from '../kernels/merge-kernels.js';
import type { KernelType, PartLoader } from './kernel-run.js';

const UPPER_BYTES = UPPER_BINS * 4;
const LOWER_BYTES = LOWER_BINS * 4;

/** Bytes of the tables that the cuts of one model need. */
export const CUT_TABLES = UPPER_BYTES + 2 * LOWER_BYTES;

/** A model whose delta is cut at two ranks. */
export interface RankedInput {
  /** Index among the tuned models, which follow the base. */
  readonly n: number;
  readonly ranks: readonly [number, number];
}

/** Finds the cuts of deltas at given ranks by two histograms over the tensor, as the definition does. */
export class MagnitudeHistograms {
  constructor(
    private readonly kernels: MergeKernels,
    private readonly type: KernelType,
    private readonly inputs: readonly RankedInput[],
  ) {}

  *find(loader: PartLoader): Generator<void, Map<number, readonly [MagnitudeCut, MagnitudeCut]>, void> {
    const { exports } = this.kernels;
    for (const { n } of this.inputs) this.kernels.bytes(this.table(n), CUT_TABLES).fill(0);
    // Zeros after the last element are counted too, and subtracted.
    let padding = 0;
    for (const { address, steps, count } of loader.parts()) {
      padding = steps - count;
      for (const { n } of this.inputs)
        exports[`histogram${this.type}`](address(0), address(n + 1), steps, this.table(n));
      yield;
    }
    const places = this.inputs.map(({ n, ranks }): (CutBin | undefined)[] => {
      const upper = this.kernels.words(this.table(n), UPPER_BINS);
      upper[0]! -= padding;
      return ranks.map((rank) => cutBin(upper, rank));
    });
    for (const { address, steps } of loader.parts()) {
      for (const [i, { n }] of this.inputs.entries()) {
        for (const [c, place] of places[i]!.entries()) {
          if (place !== undefined)
            exports[`refine${this.type}`](address(0), address(n + 1), steps, place.bin, this.table(n, c));
        }
      }
      yield;
    }
    return new Map(
      this.inputs.map(({ n, ranks }, i) => {
        const [low, high] = ranks.map((rank, c) => {
          const place = places[i]![c];
          const lower = this.kernels.words(this.table(n, c), LOWER_BINS);
          if (place?.bin === 0) lower[0]! -= padding;
          return cutAt(place, lower, rank);
        }) as [MagnitudeCut, MagnitudeCut];
        return [n, [low, high]] as const;
      }),
    );
  }

  private table(n: number, cut?: number): number {
    return this.kernels.heap + n * CUT_TABLES + (cut === undefined ? 0 : UPPER_BYTES + cut * LOWER_BYTES);
  }
}
