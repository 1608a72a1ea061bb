import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import { UnisonoError } from '../../core/errors.js';
import type { OnProgress } from '../engine.js';
import type { TaggedJob } from './run-job.js';
import type { WorkerMessage } from './worker.js';

/**
 * Runs jobs in worker threads, at most `size` at a time, each in a thread of its own that ends with the job. Threads die
 * with the process, so a killed run leaves nothing behind that could still write.
 */
export class WorkerPool {
  private readonly limit: ReturnType<typeof pLimit>;
  private readonly workers = new Set<Worker>();

  constructor(readonly size: number) {
    this.limit = pLimit({ concurrency: size, rejectOnClear: true });
  }

  run(job: TaggedJob, onProgress: OnProgress): Promise<void> {
    return this.limit(() => this.runNow(job, onProgress));
  }

  /** Ends every worker; jobs under way and jobs that wait fail. */
  async close(): Promise<void> {
    this.limit.clearQueue();
    await Promise.all([...this.workers].map((worker) => worker.terminate()));
  }

  private async runNow(job: TaggedJob, onProgress: OnProgress): Promise<void> {
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
        worker.on('exit', (code) =>
          reject(new UnisonoError('INTERNAL', { reason: `a worker ended early with code ${code}` })),
        );
        worker.postMessage(job);
      });
    } finally {
      this.workers.delete(worker);
      await worker.terminate();
    }
  }
}

function failure({ code, details, message, stack }: Extract<WorkerMessage, { kind: 'failed' }>): Error {
  if (code) return new UnisonoError(code, details);
  const error = new Error(message);
  if (stack) error.stack = stack;
  return error;
}
