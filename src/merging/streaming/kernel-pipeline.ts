import { setImmediate } from 'node:timers/promises';
import type { MergeKernels } from '../kernels/merge-kernels.js';
import { kernelBytes, kernelType, loadPiece, storePiece } from './kernel-pieces.js';
import type { KernelRun, Pass, Piece } from './kernel-run.js';
import { RingMemory } from './ring-memory.js';
import type { TensorJob } from './tensor-job.js';

/** Bytes of inputs in memory: of what is worked on, what is read ahead, and what is still being written. */
export const RING_BYTES = 38 << 20;
/** Inputs of a tensor of at most so many bytes are in memory as a whole, so that they are read once for all passes. */
export const WINDOW_BYTES = 20 << 20;
/** Bytes of inputs in a piece of a larger tensor, or of one that takes a single pass. */
export const PIECE_BYTES = 6 << 20;

/** Elements that the kernels take in a step. */
const STEP = 8;

/** Sizes that a caller may change; they change memory and speed, never a result. */
export interface PieceSizes {
  readonly ring?: number | undefined;
  readonly window?: number | undefined;
  readonly piece?: number | undefined;
}

/** A piece in one pass, or in all of them where it is the whole tensor. */
interface Step extends Omit<Piece, 'address'> {
  readonly job: TensorJob;
  readonly run: KernelRun;
  readonly passes: readonly Pass[];
  /** Whether the result is ready behind it. */
  readonly stores: boolean;
}

/**
 * Merges tensors with the kernels of one thread, in the order in which they are given. Reads ahead and writes behind are
 * carried out by the threads of the file system, beside the kernels' work.
 */
export class KernelPipeline {
  private ring: RingMemory;
  private tables = 0;
  /** The last step that was begun to be read, and that was worked on. They never fail. */
  private starting: Promise<unknown> = Promise.resolve();
  private working: Promise<unknown> = Promise.resolve();
  private readonly underWay = new Set<Promise<unknown>>();
  private failure: { readonly error: unknown } | undefined;

  constructor(
    readonly kernels: MergeKernels,
    private readonly sizes: PieceSizes = {},
  ) {
    this.ring = new RingMemory(kernels.heap, 0);
  }

  /** Resolves when the tensor is written. After a failure all that follow fail with it, until it is idle. */
  async merge(job: TensorJob, run: KernelRun): Promise<void> {
    const steps = stepsOf(job, run, this.sizes).map((step) => this.add(step));
    await Promise.allSettled(steps);
    if (this.failure) throw this.failure.error;
  }

  /** Waits until nothing is under way any more, whether it fails or not; then tensors can be merged again. */
  async idle(): Promise<void> {
    await Promise.allSettled([this.starting, this.working, ...this.underWay]);
    this.failure = undefined;
  }

  private add(step: Step): Promise<void> {
    let release = () => {};
    const free = new Promise<void>((resolve) => {
      release = resolve;
    });
    const worked = this.working;
    const started = this.starting.then(() => this.start(step, free, worked));
    const done = this.working.then(async () => {
      const { piece, loaded } = await started;
      await loaded;
      this.check();
      await work(step, piece);
      return piece;
    });
    const stored = done
      .then((piece) => (step.stores ? storePiece(this.kernels, step.job, piece) : undefined))
      .catch((error) => {
        this.failure ??= { error };
      })
      .finally(() => {
        release();
        this.underWay.delete(stored);
      });
    this.starting = started.catch(() => {});
    this.working = done.catch(() => {});
    this.underWay.add(stored);
    return stored;
  }

  private check(): void {
    if (this.failure) throw this.failure.error;
  }

  /** Finds room for a step and begins to read it. */
  private async start(step: Step, free: Promise<void>, worked: Promise<unknown>) {
    this.check();
    const { job, run, stride } = step;
    const bytes = stride * run.order.length;
    if (run.tables > this.tables || bytes > this.ring.size) {
      // Memory that grows moves, so nothing may be read or written meanwhile.
      await worked;
      await this.ring.empty();
      this.reserve(run.tables, bytes);
    }
    const begin = await this.ring.take(bytes, free);
    const piece: Piece = { ...step, address: (position) => begin + position * stride };
    const loaded = loadPiece(this.kernels, job, run.order, piece);
    loaded.catch(() => {});
    return { piece, loaded };
  }

  private reserve(tables: number, bytes: number): void {
    this.tables = Math.max(this.tables, tables);
    const size = Math.max(this.ring.size, this.sizes.ring ?? RING_BYTES, bytes + 64);
    const begin = Math.ceil((this.kernels.heap + this.tables) / 64) * 64;
    this.kernels.reserve(begin - this.kernels.heap + size);
    this.ring = new RingMemory(begin, size);
  }
}

/** Lets what has come to an end meanwhile go on, wherever a pass allows it. */
async function work({ passes }: Step, piece: Piece): Promise<void> {
  for (const pass of passes) {
    for (const _ of pass(piece)) await setImmediate();
  }
}

function stepsOf(job: TensorJob, run: KernelRun, { window = WINDOW_BYTES, piece = PIECE_BYTES }: PieceSizes): Step[] {
  const { elements } = job;
  const { order, unit, passes } = run;
  const size = kernelBytes(kernelType(job));
  const perElement = size * order.length;
  const whole = elements * perElement <= (passes.length > 1 ? window : piece);
  const count = whole ? elements : Math.max(1, Math.floor(piece / perElement / unit)) * unit;
  const stride = stepsFor(Math.min(count, elements)) * size;
  const firsts = Array.from({ length: Math.ceil(elements / count) }, (_, n) => n * count);
  const over = (own: readonly Pass[], stores: boolean) =>
    firsts.map((first): Step => {
      const length = Math.min(count, elements - first);
      const last = first + length === elements;
      return { job, run, passes: own, stores, first, count: length, steps: stepsFor(length), whole, last, stride };
    });
  return whole ? over(passes, true) : passes.flatMap((pass, p) => over([pass], p === passes.length - 1));
}

function stepsFor(count: number): number {
  return Math.ceil(count / STEP) * STEP;
}
