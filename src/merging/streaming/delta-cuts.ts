import type { DeltaPlan, Sparsifier } from '../arithmetic/kernel-plan.js';
import type { MagnitudeCut } from '../arithmetic/magnitude-cut.js';
import type { MergeKernels } from '../kernels/merge-kernels.js';
import { CountedCuts, type IndexedCut, NOTHING_ABOVE } from './counted-cuts.js';
import type { PartLoader } from './kernel-run.js';
import { kernelType } from './kernel-types.js';
import { CUT_TABLES, MagnitudeHistograms, type RankedInput } from './magnitude-histograms.js';
import type { TensorJob } from './tensor-job.js';

/** The two cuts between which a model's delta is kept. */
export type IndexedRange = readonly [low: IndexedCut, high: IndexedCut];

const ALL: IndexedRange = [{ bits: -1, equalBefore: 0 }, NOTHING_ABOVE];
const NONE: IndexedRange = [NOTHING_ABOVE, NOTHING_ABOVE];

/** Finds the magnitude cuts of a plan's deltas. */
export class DeltaCuts {
  /** Bytes of tables at the heap's beginning. */
  readonly tables: number;
  /** Cuts of every model for the sum that trims by itself; undefined if masks are needed. */
  indexed: readonly IndexedRange[] | undefined;
  /** Cuts by model for masks. */
  found: ReadonlyMap<number, readonly [MagnitudeCut, MagnitudeCut]> = new Map();
  private readonly inputs: readonly RankedInput[];

  /** @param trims whether the sum can trim on its own */
  constructor(
    private readonly kernels: MergeKernels,
    private readonly plan: DeltaPlan,
    private readonly job: TensorJob,
    private readonly trims: boolean,
  ) {
    const { sparsifiers, tuned } = plan;
    this.inputs = sparsifiers.flatMap((s, n) => (s.kind === 'range' ? [{ n, ranks: [s.begin, s.end] as const }] : []));
    this.tables = this.inputs.length > 0 ? tuned.length * CUT_TABLES : 0;
  }

  *find(loader: PartLoader): Generator<void, void, void> {
    if (this.inputs.length === 0) return;
    const trimmable = ({ kind }: Sparsifier) => kind === 'all' || kind === 'none' || kind === 'range';
    if (this.trims && this.plan.sparsifiers.every(trimmable)) {
      const counted = new CountedCuts(this.kernels, loader, this.inputs);
      const cuts = yield* counted.find();
      if (cuts !== undefined) {
        this.indexed = this.plan.sparsifiers.map(
          ({ kind }, n): IndexedRange => (kind === 'all' ? ALL : kind === 'none' ? NONE : cuts.get(n)!),
        );
        return;
      }
    }
    const histograms = new MagnitudeHistograms(this.kernels, kernelType(this.job), this.inputs);
    this.found = yield* histograms.find(loader);
  }
}
