import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import { UnisonoError } from '../../core/errors.js';
import type { SessionOptions } from '../../graph/session.js';
import type { OnProgress } from '../engine.js';
import { STOP, type TaggedJob } from './run-job.js';
import type { Assignment, WorkerMessage } from './worker.js';

/**
 * Runs jobs in worker threads, at most `size` at a time, each in a thread of its own that ends with the job. Threads die
 * with the process, so a killed run leaves nothing behind that could still write.
 */
export class WorkerPool {
  private readonly limit: ReturnType<typeof pLimit>;
  private readonly workers = new Set<Worker>();
  private closed = false;

  constructor(
    readonly size: number,
    private readonly options: SessionOptions,
  ) {
    this.limit = pLimit({ concurrency: size, rejectOnClear: true });
  }

  run(job: TaggedJob, onProgress: OnProgress): Promise<void> {
    return this.limit(() => this.runNow(job, onProgress));
  }

  /** Ends every worker as soon as its current operation is over; running and waiting jobs fail. */
  async close(): Promise<void> {
    this.closed = true;
    this.limit.clearQueue();
    await Promise.all([...this.workers].map(stop));
  }

  private async runNow(job: TaggedJob, onProgress: OnProgress): Promise<void> {
    if (this.closed) throw this.endedEarly();
    const worker = new Worker(new URL('./worker.js', import.meta.url));
    this.workers.add(worker);
    try {
      await new Promise<void>((resolve, reject) => {
        worker.on('message', (message: WorkerMessage) => {
          try {
            if (message.kind === 'progress') onProgress(message.done, message.total, message.note);
            else if (message.kind === 'finished') resolve();
            else reject(failure(message));
          } catch (error) {
            reject(error);
          }
        });
        worker.on('error', reject);
        worker.on('exit', () => reject(this.endedEarly()));
        worker.postMessage({ job, options: this.options } satisfies Assignment);
      });
    } finally {
      await stop(worker);
      this.workers.delete(worker);
    }
  }

  private endedEarly(): UnisonoError {
    return new UnisonoError('INTERNAL', { reason: this.closed ? 'the engine was closed' : 'a worker ended early' });
  }
}

/**
 * Lets a worker end itself between two operations. `terminate` would not wait: ONNX Runtime, interrupted inside an
 * operation, takes the whole process down.
 */
async function stop(worker: Worker): Promise<void> {
  const ended = worker.threadId === -1;
  if (ended) return;
  await new Promise((resolve) => {
    worker.once('exit', resolve);
    worker.postMessage(STOP);
  });
}

function failure({ code, details, message, stack }: Extract<WorkerMessage, { kind: 'failed' }>): Error {
  if (code) return new UnisonoError(code, details);
  const error = new Error(message);
  if (stack) error.stack = stack;
  return error;
}
