import type { DeltaPlan, Sparsifier } from '../arithmetic/kernel-plan.js';
import type { MagnitudeCut } from '../arithmetic/magnitude-cut.js';
import type { MergeKernels } from '../kernels/merge-kernels.js';
import type { KernelType, Part } from './kernel-run.js';
import { kernelBytes, kernelType } from './kernel-types.js';
import type { TensorJob } from './tensor-job.js';

type Ranked = Extract<Sparsifier, { kind: 'ranked' }>;

export function isRanked(sparsifier: Sparsifier): sparsifier is Ranked {
  return sparsifier.kind === 'ranked';
}

/** Counts of a mask during a pass over a tensor. */
interface MaskState {
  /** L1 norms of the whole delta, and of its kept elements. */
  before: number;
  after: number;
  /** Numbers of magnitudes equal to each of the two cuts so far. */
  equalLow: number;
  equalHigh: number;
}

/** Masks of larger tensors are recomputed instead of kept. */
const MOST_BITS = 20 << 20;

/** Replaces dropped elements of models by the base's value, part by part in the order of the tensor. */
export class DeltaMasks {
  /** Bytes of scratch, rank thresholds and kept masks, after other tables. */
  readonly tables: number;
  /** Addresses of the kept masks of every tuned model, a bit per element; undefined if masks are not kept. */
  readonly bits: readonly number[] | undefined;
  private readonly type: KernelType;
  private readonly row: number;
  private states: MaskState[] = [];
  /** The kernels' results: norms before and after, and met magnitudes equal to the two cuts. */
  private results: { readonly norms: Float64Array; readonly met: Uint32Array } | undefined;
  private cuts: ReadonlyMap<number, readonly [MagnitudeCut, MagnitudeCut]> = new Map();

  private readonly heap: number;

  /**
   * @param offset of the tables in the heap
   * @param keeps whether there is a pass before the merging one, which can keep the masks for it
   */
  constructor(
    private readonly kernels: MergeKernels,
    private readonly plan: DeltaPlan,
    job: TensorJob,
    offset: number,
    keeps: boolean,
  ) {
    this.type = kernelType(job);
    this.row = plan.sparsifiers.find(isRanked)?.row ?? 0;
    this.heap = kernels.heap + offset;
    const { length } = plan.tuned;
    const ranks = this.row > 0 ? 2 * this.scratchBytes + length * this.thresholdBytes : 0;
    const perModel = Math.ceil(job.elements / 8) + 8;
    const kept = keeps && this.row % 8 === 0 && perModel * length <= MOST_BITS;
    this.bits = kept ? plan.tuned.map((_, n) => this.heap + ranks + n * perModel) : undefined;
    this.tables = ranks + (kept ? length * perModel : 0);
  }

  /** Call before the first part of a pass. */
  begin(cuts: ReadonlyMap<number, readonly [MagnitudeCut, MagnitudeCut]>): void {
    this.cuts = cuts;
    this.results = undefined;
    this.states = this.plan.tuned.map(() => ({ before: 0, after: 0, equalLow: 0, equalHigh: 0 }));
    for (const [n, sparsifier] of this.plan.sparsifiers.entries()) {
      if (isRanked(sparsifier)) this.kernels.words(this.thresholds(n), this.row).set(sparsifier.thresholds);
    }
  }

  /** Adds the norms of a part and masks it. */
  apply(part: Part): void {
    for (const [n, sparsifier] of this.plan.sparsifiers.entries()) this.mask(n, sparsifier, part, 0);
  }

  /** Adds the norms of a part and keeps its masks, if masks are kept. */
  keep(part: Part): void {
    for (const [n, sparsifier] of this.plan.sparsifiers.entries())
      this.mask(n, sparsifier, part, this.bits ? this.bits[n]! + part.first / 8 : 0);
  }

  /** Applies the kept masks to a part. */
  applyBits({ address, steps, first }: Part): void {
    for (const n of this.plan.tuned.keys())
      this.kernels.exports[`applyBits${this.type}`](address(0), address(n + 1), steps, this.bits![n]! + first / 8);
  }

  /** The norms of a whole pass. */
  get norms(): readonly Readonly<Pick<MaskState, 'before' | 'after'>>[] {
    return this.states;
  }

  /** @param bits address of the kept mask; 0 applies the mask to the part */
  private mask(n: number, sparsifier: Sparsifier, { first, count, steps, address }: Part, bits: number): void {
    const { kernels, type } = this;
    const { exports } = kernels;
    const [base, x] = [address(0), address(n + 1)];
    if (sparsifier.kind === 'all' || sparsifier.kind === 'none') {
      const all = sparsifier.kind === 'all';
      if (bits > 0) kernels.bytes(bits, steps / 8).fill(all ? 255 : 0);
      const bytes = steps * kernelBytes(type);
      if (!all && bits === 0) kernels.bytes(x, bytes).set(kernels.bytes(base, bytes));
      return;
    }
    const state = this.states[n]!;
    const { norms, met } = this.views();
    norms[0] = state.before;
    norms[1] = state.after;
    met[0] = state.equalLow;
    met[1] = state.equalHigh;
    if (sparsifier.kind === 'range') {
      const [low, high] = this.cuts.get(n)!;
      exports[`maskRange${type}`](base, x, steps, bits, low.bits, low.firstOfEqual, high.bits, high.firstOfEqual);
    } else {
      const [key1, key2] = sparsifier.key(0);
      if (sparsifier.kind === 'random')
        exports[`maskRandom${type}`](base, x, steps, bits, first, key1, key2, sparsifier.threshold);
      else {
        const [scratch, words] = [this.heap, this.heap + this.scratchBytes];
        const thresholds = this.thresholds(n);
        exports[`maskRanked${type}`](base, x, count, bits, this.row, first, key1, key2, thresholds, scratch, words);
      }
    }
    state.before = norms[0]!;
    state.after = norms[1]!;
    state.equalLow = met[0]!;
    state.equalHigh = met[1]!;
  }

  /** Views of the results, recreated if memory has grown. */
  private views(): { readonly norms: Float64Array; readonly met: Uint32Array } {
    if (this.results === undefined || this.results.norms.length === 0) {
      const at = this.kernels.exports.results();
      this.results = { norms: this.kernels.doubles(at, 2), met: this.kernels.words(at + 16, 2) };
    }
    return this.results;
  }

  private get scratchBytes(): number {
    return Math.ceil((this.row + 16) / 8) * 16;
  }

  private get thresholdBytes(): number {
    return Math.ceil(this.row / 4) * 16;
  }

  private thresholds(n: number): number {
    return this.heap + 2 * this.scratchBytes + n * this.thresholdBytes;
  }
}
