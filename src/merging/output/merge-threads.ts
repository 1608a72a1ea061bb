import { Worker } from 'node:worker_threads';
import { UnisonoError } from '../../core/errors.js';
import type { MergePlan } from '../planning/merge-plan.js';
import type { TensorTask, WorkerReply } from './merge-task.js';

interface Waiting {
  readonly task: TensorTask;
  readonly before: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Tensors that a thread is given at a time, so that it can read the next while it merges one. */
const AT_ONCE = 2;
/** Heap space for new objects per thread, in MB: small, because a thread works in kernel memory. */
const YOUNG_MEGABYTES = 4;

/** Threads that merge tensors, in the order in which they are given. */
export class MergeThreads {
  private readonly queue: Waiting[] = [];
  private readonly busy = new Map<Worker, Map<number, Waiting>>();
  private readonly workers: Worker[];
  private failure: unknown;

  constructor(
    plan: MergePlan,
    count: number,
    private readonly onBytes: ((bytes: number) => void) | undefined,
  ) {
    this.workers = Array.from({ length: count }, () => {
      const worker = new Worker(new URL('./merge-worker.js', import.meta.url), {
        workerData: plan,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
      });
      this.busy.set(worker, new Map());
      worker.on('message', (reply: WorkerReply) => this.receive(worker, reply));
      worker.on('error', (error) => this.fail(error));
      worker.on('exit', () => this.fail(new UnisonoError('INTERNAL', { reason: 'a merge thread ended early' })));
      return worker;
    });
  }

  /** @param before called in this thread when the task is given out */
  run(task: TensorTask, before: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.failure !== undefined) reject(this.failure);
      else this.queue.push({ task, before, resolve, reject });
      this.dispatch();
    });
  }

  async close(): Promise<void> {
    this.failure ??= new UnisonoError('INTERNAL', { reason: 'the merging threads were closed' });
    await Promise.all(this.workers.map((worker) => worker.removeAllListeners().terminate()));
  }

  /** Gives tasks to the thread that has the fewest. */
  private dispatch(): void {
    for (let given = 0; given < AT_ONCE; given++) {
      for (const worker of this.workers) {
        const own = this.busy.get(worker)!;
        if (own.size > given) continue;
        const next = this.queue.shift();
        if (next === undefined) return;
        try {
          next.before();
        } catch (error) {
          next.reject(error);
          this.fail(error);
          return;
        }
        own.set(next.task.index, next);
        worker.postMessage(next.task);
      }
    }
  }

  private receive(worker: Worker, reply: WorkerReply): void {
    if (reply.kind === 'bytes') {
      this.onBytes?.(reply.bytes);
      return;
    }
    const own = this.busy.get(worker)!;
    const done = own.get(reply.index);
    own.delete(reply.index);
    if (reply.kind === 'failed') {
      const error = reply.code ? new UnisonoError(reply.code, reply.details) : new Error(reply.message);
      done?.reject(error);
      this.fail(error);
      return;
    }
    done?.resolve();
    this.dispatch();
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    const given = [...this.busy.values()].flatMap((own) => [...own.values()]);
    for (const { reject } of [...this.queue.splice(0), ...given]) reject(this.failure);
    for (const own of this.busy.values()) own.clear();
  }
}
