import type { DeltaPlan } from '../arithmetic/kernel-plan.js';
import { magnitudeBits } from '../arithmetic/magnitude-cut.js';
import { safeDivisor } from '../arithmetic/merge-deltas.js';
import type { MergeKernels } from '../kernels/merge-kernels.js';
import { NOTHING_ABOVE } from './counted-cuts.js';
import type { IndexedRange } from './delta-cuts.js';
import type { Part, WritingType } from './kernel-run.js';
import { writingType } from './kernel-types.js';
import type { TensorJob } from './tensor-job.js';

/**
 * How the kernels sum: all deltas; those of the elected sign; these divided by their weights; or an election by unweighted
 * deltas.
 */
const MODES = { add: 0, elect: 1, normalized: 2, unweighted: 3 } as const;

/** Elements kept by the unrolled merge: all, or those of a bit mask at an address; else it applies one or two cuts. */
const KEEPS = { all: 0, bits: 3 } as const;

/** Adds the weighted deltas of a plan to the base. */
export class DeltaSum {
  private readonly type: WritingType;
  private readonly mode: number;
  private readonly divisor: number;

  constructor(
    private readonly kernels: MergeKernels,
    private readonly plan: DeltaPlan,
    job: TensorJob,
    private readonly unrolled: boolean,
  ) {
    this.type = writingType(job);
    const { elect, normalize, weights } = plan;
    if (elect === 'unweighted') this.mode = MODES.unweighted;
    else if (elect) this.mode = normalize ? MODES.normalized : MODES.elect;
    else this.mode = MODES.add;
    const total = weights.reduce((sum, weight) => Math.fround(sum + Math.fround(weight)), 0);
    this.divisor = normalize && !elect ? safeDivisor(total, false) : 1;
  }

  /** Call before the parts of a tensor. */
  begin(factors: readonly number[]): void {
    const { kernels, plan } = this;
    const parameters = kernels.floats(kernels.exports.parameters(), plan.tuned.length * 8);
    plan.weights.forEach((given, n) => {
      const weight = Math.fround(given);
      parameters.fill(Math.fround(weight * factors[n]!), n * 8, n * 8 + 4);
      parameters.fill(weight, n * 8 + 4, n * 8 + 8);
    });
  }

  /** Sums all deltas of a part. */
  all(part: Part, out: number): void {
    if (this.unrolled) this.run(part, 0, part.steps, out, KEEPS.all);
    else {
      const { kernels, plan, mode, divisor } = this;
      const { address, stride, steps } = part;
      const { length } = plan.tuned;
      const [base, models] = [address(0), address(1)];
      kernels.exports[`merge${this.type}`](base, models, stride, out, steps, length, mode, divisor, plan.lambda);
    }
  }

  /** Sums the elements kept by bit masks; for the unrolled merge. */
  kept(part: Part, out: number, bits: readonly number[]): void {
    const addresses = this.thresholds();
    bits.forEach((address, n) => {
      addresses[n * 8] = address + part.first / 8;
    });
    this.run(part, 0, part.steps, out, KEEPS.bits);
  }

  /** Sums the elements between the cuts; for the unrolled merge. */
  cut(part: Part, out: number, ranges: readonly IndexedRange[]): void {
    const cuts = ranges.some(([, high]) => high !== NOTHING_ABOVE) ? 2 : 1;
    // The index decides about elements equal to a cut. So the thresholds change once per cut, at a whole step; the few elements of that step on the other side of the index are dropped here.
    const changes = ranges.flatMap(([low, high], n) => [
      this.settle(part, n, low.bits, low.equalBefore - part.first, 'low'),
      this.settle(part, n, high.bits, high.equalBefore - part.first, 'high'),
    ]);
    const inside = changes.filter((change) => change > 0 && change < part.steps);
    const bounds = [...new Set([0, ...inside, part.steps])].sort((a, b) => a - b);
    for (const [b, from] of bounds.slice(0, -1).entries()) {
      const thresholds = this.thresholds();
      ranges.forEach(([low, high], n) => {
        thresholds.fill(low.bits - Number(from < changes[2 * n]!), n * 8, n * 8 + 4);
        thresholds.fill(high.bits - Number(from < changes[2 * n + 1]!), n * 8 + 4, n * 8 + 8);
      });
      this.run(part, from, bounds[b + 1]! - from, out, cuts);
    }
  }

  /**
   * Where in the part the threshold of a cut changes: in front of it, equal elements are above. Drops those equal elements
   * of the step around the index whose side the threshold gets wrong.
   */
  private settle({ address, count }: Part, n: number, bits: number, index: number, cut: 'low' | 'high'): number {
    const [before, behind] = [Math.floor(index / 8) * 8, Math.ceil(index / 8) * 8];
    if (before >= 0 && before < count && before !== behind) {
      const { buffer } = this.kernels.exports.memory;
      const [base, model] = [
        new Uint16Array(buffer, address(0), count),
        new Uint16Array(buffer, address(n + 1), count),
      ];
      const [from, to] = cut === 'low' ? [index, Math.min(behind, count)] : [before, index];
      for (let i = from; i < to; i++) if (deltaBits(base[i]!, model[i]!) === bits) model[i] = base[i]!;
    }
    return cut === 'low' ? behind : before;
  }

  private run({ address, stride }: Part, at: number, steps: number, out: number, keeps: number): void {
    const { mode, divisor } = this;
    const { tuned, lambda } = this.plan;
    const [base, models, to] = [address(0) + at * 2, address(1) + at * 2, out + at * 2];
    this.kernels.exports.mergeUnrolled(base, models, stride, to, steps, tuned.length, mode, keeps, divisor, lambda);
  }

  private thresholds(): Int32Array {
    return new Int32Array(this.kernels.exports.memory.buffer, this.kernels.exports.thresholds(), 32);
  }
}

/** The bits of the magnitude of the difference of two stored bfloat16 values. */
function deltaBits(base: number, x: number): number {
  storedBits[0] = base << 16;
  storedBits[1] = x << 16;
  return magnitudeBits(stored[1]! - stored[0]!);
}

const stored = new Float32Array(2);
const storedBits = new Uint32Array(stored.buffer);
