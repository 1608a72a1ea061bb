import { setImmediate } from 'node:timers/promises';
import { decode, encode } from '../../tensors/dtype.js';
import type { MergeKernels } from '../kernels/merge-kernels.js';
import { InputLoader } from './input-loader.js';
import type { KernelRun } from './kernel-run.js';
import { RingMemory } from './ring-memory.js';
import type { TensorJob } from './tensor-job.js';

/** Bytes of inputs read at a time, small enough to stay in the processor's cache. */
export const PART_BYTES = 640 << 10;
/** Maximum bytes of a tensor's inputs that stay in memory for a second pass. */
export const HELD_BYTES = 20 << 20;
/** Bytes of the result written at a time, in parallel to further merging. */
export const WRITE_BYTES = 2 << 20;
/** Maximum bytes of results that are not yet written. */
export const RING_BYTES = 8 << 20;

/** Sizes that a caller may change; they affect memory and speed, never a result. */
export interface PieceSizes {
  readonly part?: number | undefined;
  readonly held?: number | undefined;
  readonly write?: number | undefined;
  readonly ring?: number | undefined;
}

/**
 * Merges tensors with the kernels of one thread, one after the other in the order in which they are given. Results are
 * written by file system threads, in parallel to the kernels.
 */
export class KernelPipeline {
  private ring: RingMemory;
  /** Bytes of the heap that are kept for tables and inputs. */
  private kept = 0;
  private working: Promise<unknown> = Promise.resolve();
  private failure: { readonly error: unknown } | undefined;

  constructor(
    readonly kernels: MergeKernels,
    private readonly sizes: PieceSizes = {},
  ) {
    this.ring = new RingMemory(kernels.heap, 0);
  }

  /** Resolves when the tensor is written. After a failure all that follow fail with it, until it is idle. */
  async merge(job: TensorJob, run: KernelRun): Promise<void> {
    const stores: Promise<void>[] = [];
    const worked = this.working.then(() => this.work(job, run, stores));
    this.working = worked.catch((error) => {
      this.failure ??= { error };
    });
    await this.working;
    await Promise.all(stores);
    if (this.failure) throw this.failure.error;
  }

  /** Waits until all work has ended, failed or not; then tensors can be merged again. */
  async idle(): Promise<void> {
    await this.working;
    await this.ring.empty();
    this.failure = undefined;
  }

  private async work(job: TensorJob, run: KernelRun, stores: Promise<void>[]): Promise<void> {
    const { part = PART_BYTES, held = HELD_BYTES, write = WRITE_BYTES } = this.sizes;
    const loader = new InputLoader(this.kernels, job, run.order, run.unit, part, run.rereads ? held : 0);
    const size = job.dtype === 'BF16' ? 2 : 4;
    const perPiece = Math.max(1, Math.floor(write / size / loader.partElements));
    await this.reserve(run.tables, loader, perPiece * loader.partElements * size);
    for (const _ of run.prepare(loader)) await this.pause();
    const piece = perPiece * loader.partElements;
    for (let first = 0; first < job.elements; first += piece) {
      const count = Math.min(piece, job.elements - first);
      let written = () => {};
      const free = new Promise<void>((resolve) => {
        written = resolve;
      });
      const out = await this.ring.take((count + 8) * size, free);
      try {
        for (let at = 0; at < count; at += loader.partElements)
          run.merge(loader.load(first + at, Math.min(loader.partElements, count - at)), out + at * size);
      } catch (error) {
        written();
        throw error;
      }
      stores.push(this.store(job, first, this.kernels.bytes(out, count * size)).finally(written));
      await this.pause();
    }
  }

  /** Never rejects: an error is thrown by the next call. */
  private async store(job: TensorJob, first: number, bytes: Uint8Array): Promise<void> {
    try {
      await job.writeAsync(first, job.dtype === 'F16' ? encode(decode(bytes, 'F32'), 'F16') : bytes);
    } catch (error) {
      this.failure ??= { error };
    }
  }

  /** Lets finished operations continue. */
  private async pause(): Promise<void> {
    await setImmediate();
    if (this.failure) throw this.failure.error;
  }

  /** Makes room for a tensor. Growing memory moves it, so no write may be pending. */
  private async reserve(tables: number, loader: InputLoader, piece: number): Promise<void> {
    if (this.failure) throw this.failure.error;
    const begin = align(this.kernels.heap + tables);
    const kept = align(begin + loader.bytes) - this.kernels.heap;
    if (kept > this.kept || piece + 128 > this.ring.size) {
      await this.ring.empty();
      this.kept = Math.max(kept, this.kept);
      const size = Math.max(this.ring.size, this.sizes.ring ?? RING_BYTES, piece + 128);
      this.kernels.reserve(this.kept + size);
      this.ring = new RingMemory(this.kernels.heap + this.kept, size);
    }
    loader.begin = begin;
  }
}

function align(address: number): number {
  return Math.ceil(address / 64) * 64;
}
