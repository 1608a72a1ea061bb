import { parentPort } from 'node:worker_threads';
import { UnisonoError } from '../../core/errors.js';
import type { SessionOptions } from '../../graph/session.js';
import { runJob, STOP, type TaggedJob } from './run-job.js';

/** Messages from the pool to a worker. */
export interface Assignment {
  readonly job: TaggedJob;
  readonly options: SessionOptions;
}

/** Messages from a worker to its pool. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly note: string | undefined }
  | { readonly kind: 'finished' }
  | {
      readonly kind: 'failed';
      readonly code?: UnisonoError['code'];
      readonly details?: UnisonoError['details'];
      readonly message: string;
      readonly stack?: string;
    };

const port = parentPort;
port?.on('message', async (message: Assignment | typeof STOP) => {
  if (message === STOP) process.exit();
  const { job, options } = message;
  const post = (answer: WorkerMessage) => port.postMessage(answer);
  try {
    await runJob(job, options, (done, total, note) => post({ kind: 'progress', done, total, note }));
    post({ kind: 'finished' });
  } catch (error) {
    if (error instanceof UnisonoError)
      post({ kind: 'failed', code: error.code, details: error.details, message: error.message });
    else
      post({
        kind: 'failed',
        message: String(error),
        ...(error instanceof Error && error.stack ? { stack: error.stack } : {}),
      });
  }
});
