import { type MergeKernels, UNROLLED_MODELS } from '../kernels/merge-kernels.js';
import { isRescaled } from '../methods/merge-deltas.js';
import type { MagnitudeCut } from '../sparsify/magnitude-cut.js';
import { countCuts, type IndexedCut, NOTHING_ABOVE } from './count-cuts.js';
import { kernelType } from './kernel-pieces.js';
import type { DeltaPlan, Sparsifier } from './kernel-plan.js';
import type { Pass, Piece } from './kernel-run.js';
import { CUT_TABLES, MagnitudeHistograms, type RankedInput } from './magnitude-histograms.js';
import type { TensorJob } from './tensor-job.js';

/** Between which cuts a model's delta is kept. */
export type IndexedRange = readonly [low: IndexedCut, high: IndexedCut];

const ALL: IndexedRange = [{ bits: -1, equalBefore: 0 }, NOTHING_ABOVE];
const NONE: IndexedRange = [NOTHING_ABOVE, NOTHING_ABOVE];

/** The passes that find where deltas are cut by magnitude: none where a plan does not cut. */
export class CutPasses {
  readonly tables: number;
  readonly passes: readonly Pass[];
  /** Cuts of every model for the unrolled merge, which trims on its own; undefined where masks must. */
  indexed: readonly IndexedRange[] | undefined;
  /** Cuts by model for masks. */
  found: ReadonlyMap<number, readonly [MagnitudeCut, MagnitudeCut]> = new Map();
  private readonly inputs: readonly RankedInput[];
  private readonly histograms: MagnitudeHistograms;
  private readonly trimmedByMerge: boolean;

  constructor(
    private readonly kernels: MergeKernels,
    private readonly plan: DeltaPlan,
    job: TensorJob,
  ) {
    const { sparsifiers, tuned, rescale } = plan;
    this.inputs = sparsifiers.flatMap((s, n) => (s.kind === 'range' ? [{ n, ranks: [s.begin, s.end] as const }] : []));
    this.histograms = new MagnitudeHistograms(kernels, kernelType(job), this.inputs);
    this.trimmedByMerge =
      kernelType(job) === 'BFloat16' &&
      tuned.length <= UNROLLED_MODELS &&
      sparsifiers.every(({ kind }) => kind === 'all' || kind === 'none' || kind === 'range') &&
      !(rescale && sparsifiers.some(isRescaled));
    this.tables = this.inputs.length > 0 ? tuned.length * CUT_TABLES : 0;
    this.passes = this.inputs.length > 0 ? [(piece) => this.upper(piece), (piece) => this.lower(piece)] : [];
  }

  private *upper(piece: Piece): Generator<void, void, void> {
    if (this.trimmedByMerge && piece.whole) {
      this.indexed = yield* this.count(piece);
      if (this.indexed !== undefined) return;
    }
    if (piece.first === 0) this.histograms.clear();
    for (const input of this.inputs) {
      this.histograms.countUpper(piece, input);
      yield;
    }
    if (piece.last) this.histograms.place();
  }

  private *lower(piece: Piece): Generator<void, void, void> {
    if (this.indexed !== undefined) return;
    for (const input of this.inputs) {
      this.histograms.countLower(piece, input);
      yield;
    }
    if (piece.last) this.found = this.histograms.cuts();
  }

  private *count(piece: Piece): Generator<void, IndexedRange[] | undefined, void> {
    const ranges: IndexedRange[] = [];
    for (const [n, sparsifier] of this.plan.sparsifiers.entries()) {
      const range = this.rangeOf(piece, n, sparsifier);
      if (range === undefined) return undefined;
      ranges.push(range);
      yield;
    }
    return ranges;
  }

  private rangeOf(piece: Piece, n: number, sparsifier: Sparsifier): IndexedRange | undefined {
    if (sparsifier.kind === 'all') return ALL;
    if (sparsifier.kind !== 'range') return NONE;
    return countCuts(this.kernels, piece, n, [sparsifier.begin, sparsifier.end], this.kernels.heap);
  }
}
