import { type MergeKernels, UNROLLED_MODELS } from '../kernels/merge-kernels.js';
import { safeDivisor } from '../methods/merge-deltas.js';
import { deltaBits, NOTHING_ABOVE } from './count-cuts.js';
import type { IndexedRange } from './cut-passes.js';
import { kernelBytes, kernelType, writingType } from './kernel-pieces.js';
import type { DeltaPlan } from './kernel-plan.js';
import type { Piece, WritingType } from './kernel-run.js';
import type { TensorJob } from './tensor-job.js';

/** How the kernels sum: all deltas, those of the elected sign, these divided by their weights, or elected unweighted. */
const MODES = { add: 0, elect: 1, normalized: 2, unweighted: 3 } as const;

/** Adds the weighted deltas of a plan to the base, which they take the place of. */
export class DeltaSum {
  private readonly type: WritingType;
  private readonly elementBytes: number;
  private readonly mode: number;
  private readonly divisor: number;

  constructor(
    private readonly kernels: MergeKernels,
    private readonly plan: DeltaPlan,
    job: TensorJob,
  ) {
    this.type = writingType(job);
    this.elementBytes = kernelBytes(kernelType(job));
    const { elect, normalize, weights } = plan;
    if (elect === 'unweighted') this.mode = MODES.unweighted;
    else if (elect) this.mode = normalize ? MODES.normalized : MODES.elect;
    else this.mode = MODES.add;
    const total = weights.reduce((sum, weight) => Math.fround(sum + Math.fround(weight)), 0);
    this.divisor = normalize && !elect ? safeDivisor(total, false) : 1;
  }

  /** Before the parts of a piece; other tensors' weights may have been set meanwhile. */
  begin(factors: readonly number[]): void {
    const { kernels, plan } = this;
    const parameters = kernels.floats(kernels.exports.parameters(), plan.tuned.length * 8);
    plan.weights.forEach((given, n) => {
      const weight = Math.fround(given);
      parameters.fill(Math.fround(weight * factors[n]!), n * 8, n * 8 + 4);
      parameters.fill(weight, n * 8 + 4, n * 8 + 8);
    });
  }

  /** Sums `count` elements from the piece's element `at` on. */
  apply(piece: Piece, at: number, count: number): void {
    if (this.type === 'BFloat16' && this.plan.tuned.length <= UNROLLED_MODELS) this.unrolled(piece, at, count, 0);
    else {
      const base = piece.address(0) + at * this.elementBytes;
      const models = piece.address(1) + at * this.elementBytes;
      const out = piece.address(0) + at * (this.type === 'Float32' ? 4 : 2);
      const { kernels, plan, mode, divisor } = this;
      const steps = Math.ceil(count / 8) * 8;
      const { length } = plan.tuned;
      kernels.exports[`merge${this.type}`](base, models, piece.stride, out, steps, length, mode, divisor, plan.lambda);
    }
  }

  /** As `apply`, of a whole bfloat16 tensor, and keeps what lies between the cuts. */
  applyCut(piece: Piece, at: number, count: number, ranges: readonly IndexedRange[]): void {
    const end = at + count;
    const cuts = ranges.some(([, high]) => high !== NOTHING_ABOVE) ? 2 : 1;
    // An element equal to a cut goes by its index. So the thresholds change once per cut, at a whole step; the few
    // elements of that step on the other side of the index are dropped here.
    const changes = ranges.flatMap(([low, high], n) => [
      this.settle(piece, n, low.bits, low.equalBefore, at, end, 'low'),
      this.settle(piece, n, high.bits, high.equalBefore, at, end, 'high'),
    ]);
    const bounds = [...new Set([at, ...changes.filter((change) => change > at && change < end), end])];
    bounds.sort((a, b) => a - b);
    for (const [b, from] of bounds.slice(0, -1).entries()) {
      const thresholds = new Int32Array(
        this.kernels.exports.memory.buffer,
        this.kernels.exports.thresholds(),
        ranges.length * 8,
      );
      ranges.forEach(([low, high], n) => {
        thresholds.fill(low.bits - Number(from < changes[2 * n]!), n * 8, n * 8 + 4);
        thresholds.fill(high.bits - Number(from < changes[2 * n + 1]!), n * 8 + 4, n * 8 + 8);
      });
      this.unrolled(piece, from, bounds[b + 1]! - from, cuts);
    }
  }

  /**
   * Where the threshold of a cut changes: in front of it, equal elements are above. Drops those equal elements of the step
   * around the index whose side the threshold gets wrong.
   */
  private settle(
    piece: Piece,
    n: number,
    bits: number,
    index: number,
    at: number,
    end: number,
    cut: 'low' | 'high',
  ): number {
    const [before, behind] = [Math.floor(index / 8) * 8, Math.ceil(index / 8) * 8];
    if (before >= at && before < end && before !== behind) {
      const stored = new Uint16Array(this.kernels.exports.memory.buffer, piece.address(0), piece.count);
      const model = new Uint16Array(this.kernels.exports.memory.buffer, piece.address(n + 1), piece.count);
      const [from, to] = cut === 'low' ? [index, Math.min(behind, piece.count)] : [before, index];
      for (let i = from; i < to; i++) if (deltaBits(stored[i]!, model[i]!) === bits) model[i] = stored[i]!;
    }
    return cut === 'low' ? behind : before;
  }

  private unrolled({ address, stride }: Piece, at: number, count: number, cuts: number): void {
    const { mode, divisor } = this;
    const { tuned, lambda } = this.plan;
    const base = address(0) + at * 2;
    const steps = Math.ceil(count / 8) * 8;
    const models = address(1) + at * 2;
    const { length } = tuned;
    this.kernels.exports.mergeUnrolled(base, models, stride, base, steps, length, mode, cuts, divisor, lambda);
  }
}
