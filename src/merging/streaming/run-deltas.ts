import type { MergeKernels } from '../kernels/merge-kernels.js';
import { isRescaled, safeDivisor } from '../methods/merge-deltas.js';
import { cutAt, cutBin, LOWER_BINS, type MagnitudeCut, UPPER_BINS } from '../sparsify/magnitude-cut.js';
import { rescaleFactor } from '../sparsify/norms.js';
import { KernelMemory, type PieceSizes } from './kernel-memory.js';
import type { DeltaPlan, Sparsifier } from './kernel-plan.js';
import type { TensorJob } from './tensor-job.js';

/** Bytes of a histogram's table. */
const UPPER_BYTES = UPPER_BINS * 4;
const LOWER_BYTES = LOWER_BINS * 4;
/** Sums restart at every block of 256 elements, so pieces begin at one. */
const BLOCK = 256;

/** What a mask counts while it goes over a tensor. */
interface MaskState {
  before: number;
  after: number;
  equalLow: number;
  equalHigh: number;
}

type Ranked = Extract<Sparsifier, { kind: 'ranked' }>;

/** Carries a plan of deltas out with the kernels; the bits are those of `mergeDeltas`. */
export function runDeltas(kernels: MergeKernels, plan: DeltaPlan, job: TensorJob, sizes: PieceSizes = {}): void {
  new DeltaRun(kernels, plan, job, sizes).run();
}

class DeltaRun {
  private readonly memory: KernelMemory;
  private readonly cuts: (readonly [MagnitudeCut, MagnitudeCut] | undefined)[] = [];
  private readonly row: number;

  constructor(
    private readonly kernels: MergeKernels,
    private readonly plan: DeltaPlan,
    job: TensorJob,
    sizes: PieceSizes,
  ) {
    const { base, tuned, sparsifiers } = plan;
    this.row = sparsifiers.find((s): s is Ranked => s.kind === 'ranked')?.row ?? 0;
    const ranges = sparsifiers.some(({ kind }) => kind === 'range') ? tuned.length : 0;
    const scratch = 2 * this.scratchBytes + tuned.length * this.thresholdBytes;
    const tables = this.row > 0 ? scratch : ranges * (UPPER_BYTES + 2 * LOWER_BYTES);
    this.memory = new KernelMemory(kernels, job, [base, ...tuned], this.row || BLOCK, tables, sizes);
  }

  run(): void {
    const { plan, memory } = this;
    this.findCuts();
    this.writeThresholds();
    const summed = plan.rescale && plan.sparsifiers.some(isRescaled);
    const sums = this.newStates();
    if (summed) memory.eachPiece((first, count, steps) => this.mask(sums, first, count, steps));
    const masked = summed && memory.whole;
    const states = this.newStates();
    this.writeWeights(sums);
    memory.eachPiece((first, count, steps) => {
      if (!masked) this.mask(states, first, count, steps);
      this.merge(first, count, steps);
    });
  }

  private get scratchBytes(): number {
    return Math.ceil((this.row + 16) / 8) * 16;
  }

  private get thresholdBytes(): number {
    return Math.ceil(this.row / 4) * 16;
  }

  private newStates(): MaskState[] {
    return this.plan.tuned.map(() => ({ before: 0, after: 0, equalLow: 0, equalHigh: 0 }));
  }

  /** The cuts of all deltas in two passes, or in two over the memory. */
  private findCuts(): void {
    const { kernels, memory, plan } = this;
    const ranged = plan.sparsifiers.flatMap((s, n) => (s.kind === 'range' ? [{ n, ranks: [s.begin, s.end] }] : []));
    if (ranged.length === 0) return;
    const { heap, exports } = kernels;
    const perModel = UPPER_BYTES + 2 * LOWER_BYTES;
    kernels.bytes(heap, plan.tuned.length * perModel).fill(0);
    const tables = (n: number, cut?: number) =>
      heap + n * perModel + (cut === undefined ? 0 : UPPER_BYTES + cut * LOWER_BYTES);
    let padding = 0;
    memory.eachPiece((_, count, steps) => {
      padding = steps - count;
      for (const { n } of ranged)
        exports[`histogram${memory.type}`](memory.address(0), memory.address(n + 1), steps, tables(n));
    });
    const places = ranged.map(({ n, ranks }) => {
      const upper = kernels.words(tables(n), UPPER_BINS);
      upper[0]! -= padding;
      return ranks.map((rank) => cutBin(upper, rank));
    });
    memory.eachPiece((_, __, steps) => {
      for (const [r, { n }] of ranged.entries()) {
        for (const [c, place] of places[r]!.entries())
          if (place !== undefined)
            exports[`refine${memory.type}`](memory.address(0), memory.address(n + 1), steps, place.bin, tables(n, c));
      }
    });
    for (const [r, { n, ranks }] of ranged.entries()) {
      this.cuts[n] = ranks.map((rank, c) => {
        const lower = kernels.words(tables(n, c), LOWER_BINS);
        if (places[r]![c]?.bin === 0) lower[0]! -= padding;
        return cutAt(places[r]![c], lower, rank);
      }) as unknown as [MagnitudeCut, MagnitudeCut];
    }
  }

  private writeThresholds(): void {
    for (const [n, sparsifier] of this.plan.sparsifiers.entries()) {
      if (sparsifier.kind === 'ranked') this.kernels.words(this.thresholds(n), this.row).set(sparsifier.thresholds);
    }
  }

  private thresholds(n: number): number {
    return this.kernels.heap + 2 * this.scratchBytes + n * this.thresholdBytes;
  }

  private writeWeights(sums: readonly MaskState[]): void {
    const { plan, kernels } = this;
    const parameters = kernels.floats(kernels.exports.parameters(), plan.tuned.length * 8);
    plan.weights.forEach((given, n) => {
      const weight = Math.fround(given);
      const factor =
        plan.rescale && isRescaled(plan.sparsifiers[n]!) ? rescaleFactor(sums[n]!.before, sums[n]!.after) : 1;
      parameters.fill(Math.fround(weight * factor), n * 8, n * 8 + 4);
      parameters.fill(weight, n * 8 + 4, n * 8 + 8);
    });
  }

  /** Gives every dropped element of the piece the base's value. */
  private mask(states: readonly MaskState[], first: number, count: number, steps: number): void {
    const { kernels, memory, plan } = this;
    const { exports } = kernels;
    const results = exports.results();
    for (const [n, sparsifier] of plan.sparsifiers.entries()) {
      const [base, x] = [memory.address(0), memory.address(n + 1)];
      const state = states[n]!;
      if (sparsifier.kind === 'all') continue;
      if (sparsifier.kind === 'none') {
        kernels.bytes(x, memory.stride).set(kernels.bytes(base, memory.stride));
        continue;
      }
      kernels.doubles(results, 2).set([state.before, state.after]);
      kernels.words(results + 16, 2).set([state.equalLow, state.equalHigh]);
      if (sparsifier.kind === 'range') {
        const [low, high] = this.cuts[n]!;
        exports[`maskRange${memory.type}`](base, x, steps, low.bits, low.firstOfEqual, high.bits, high.firstOfEqual);
      } else {
        const [key1, key2] = sparsifier.key(0);
        if (sparsifier.kind === 'random')
          exports[`maskRandom${memory.type}`](base, x, steps, first, key1, key2, sparsifier.threshold);
        else {
          const scratch = kernels.heap;
          exports[`maskRanked${memory.type}`](
            base,
            x,
            count,
            this.row,
            first,
            key1,
            key2,
            this.thresholds(n),
            scratch,
            scratch + this.scratchBytes,
          );
        }
      }
      [state.before, state.after] = kernels.doubles(results, 2) as unknown as [number, number];
      [state.equalLow, state.equalHigh] = kernels.words(results + 16, 2) as unknown as [number, number];
    }
  }

  private merge(first: number, count: number, steps: number): void {
    const { kernels, memory, plan } = this;
    const total = plan.weights.reduce((sum, weight) => Math.fround(sum + Math.fround(weight)), 0);
    kernels.exports[`merge${memory.writing}`](
      memory.address(0),
      memory.address(1),
      memory.stride,
      memory.address(0),
      steps,
      plan.tuned.length,
      Number(plan.elect),
      Number(plan.normalize),
      safeDivisor(total, false),
      plan.lambda,
    );
    memory.write(first, count, memory.address(0));
  }
}
