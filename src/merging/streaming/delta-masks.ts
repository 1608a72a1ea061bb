import type { MergeKernels } from '../kernels/merge-kernels.js';
import type { MagnitudeCut } from '../sparsify/magnitude-cut.js';
import { kernelBytes, kernelType } from './kernel-pieces.js';
import type { DeltaPlan, Sparsifier } from './kernel-plan.js';
import type { KernelType, Piece } from './kernel-run.js';
import type { TensorJob } from './tensor-job.js';

type Ranked = Extract<Sparsifier, { kind: 'ranked' }>;

export function isRanked(sparsifier: Sparsifier): sparsifier is Ranked {
  return sparsifier.kind === 'ranked';
}

/** What a mask counts while it goes over a tensor. */
interface MaskState {
  /** L1 norms of the delta as it is, and of what is kept. */
  before: number;
  after: number;
  /** Magnitudes equal to the two cuts that it has met. */
  equalLow: number;
  equalHigh: number;
}

/** Gives elements of models that a plan drops the base's own value, part by part in the order of the tensor. */
export class DeltaMasks {
  /** Bytes of scratch and thresholds of ranks. */
  readonly tables: number;
  private readonly type: KernelType;
  private readonly row: number;
  private states: MaskState[] = [];
  /** The kernels' results: norms before and after, and met magnitudes equal to the two cuts. */
  private results: { readonly norms: Float64Array; readonly met: Uint32Array } | undefined;
  private cuts: ReadonlyMap<number, readonly [MagnitudeCut, MagnitudeCut]> = new Map();

  constructor(
    private readonly kernels: MergeKernels,
    private readonly plan: DeltaPlan,
    job: TensorJob,
  ) {
    this.type = kernelType(job);
    this.row = plan.sparsifiers.find(isRanked)?.row ?? 0;
    this.tables = this.row > 0 ? 2 * this.scratchBytes + plan.tuned.length * this.thresholdBytes : 0;
  }

  /** Whether anything is dropped at all. */
  get drop(): boolean {
    return this.plan.sparsifiers.some(({ kind }) => kind !== 'all');
  }

  /** Before the first part of a pass. */
  begin(cuts: ReadonlyMap<number, readonly [MagnitudeCut, MagnitudeCut]>): void {
    this.cuts = cuts;
    this.results = undefined;
    this.states = this.plan.tuned.map(() => ({ before: 0, after: 0, equalLow: 0, equalHigh: 0 }));
    for (const [n, sparsifier] of this.plan.sparsifiers.entries()) {
      if (isRanked(sparsifier)) this.kernels.words(this.thresholds(n), this.row).set(sparsifier.thresholds);
    }
  }

  /** Masks `count` elements from the piece's element `at` on. */
  apply(piece: Piece, at: number, count: number): void {
    const offset = at * kernelBytes(this.type);
    for (const [n, sparsifier] of this.plan.sparsifiers.entries())
      this.mask(n, sparsifier, piece.address(0) + offset, piece.address(n + 1) + offset, piece.first + at, count);
  }

  /** The norms that a whole pass has summed up. */
  get norms(): readonly Readonly<Pick<MaskState, 'before' | 'after'>>[] {
    return this.states;
  }

  private mask(n: number, sparsifier: Sparsifier, base: number, x: number, first: number, count: number): void {
    const { kernels, type } = this;
    const { exports } = kernels;
    const steps = Math.ceil(count / 8) * 8;
    if (sparsifier.kind === 'all') return;
    if (sparsifier.kind === 'none') {
      const bytes = steps * kernelBytes(type);
      kernels.bytes(x, bytes).set(kernels.bytes(base, bytes));
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
      exports[`maskRange${type}`](base, x, steps, low.bits, low.firstOfEqual, high.bits, high.firstOfEqual);
    } else {
      const [key1, key2] = sparsifier.key(0);
      if (sparsifier.kind === 'random')
        exports[`maskRandom${type}`](base, x, steps, first, key1, key2, sparsifier.threshold);
      else {
        const [steps1, words] = [kernels.heap, kernels.heap + this.scratchBytes];
        const thresholds = this.thresholds(n);
        exports[`maskRanked${type}`](base, x, count, this.row, first, key1, key2, thresholds, steps1, words);
      }
    }
    state.before = norms[0]!;
    state.after = norms[1]!;
    state.equalLow = met[0]!;
    state.equalHigh = met[1]!;
  }

  /** Views of the results, made anew where memory has grown meanwhile. */
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
    return this.kernels.heap + 2 * this.scratchBytes + n * this.thresholdBytes;
  }
}
