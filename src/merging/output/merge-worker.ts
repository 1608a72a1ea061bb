import { parentPort, workerData } from 'node:worker_threads';
import { UnisonoError } from '../../core/errors.js';
import type { MergePlan } from '../planning/merge-plan.js';
import { openPlanned } from '../sources/open-models.js';
import type { OpenModel } from '../sources/tensor-reader.js';
import { openThreadKernels, type ThreadKernels } from '../streaming/merge-tensor.js';
import { runTask, type TensorTask, type WorkerReply } from './merge-task.js';
import { ShardFile } from './shard-file.js';

const port = parentPort;
const plan = workerData as MergePlan;
/** A further thread has 40 MB: what it reads twice is read from the file twice. */
let opened: { models: OpenModel[]; threadKernels: ThreadKernels } | undefined;
/** What was written is sent on to the disk by the thread that hands out the tasks. */
const files = new Map<string, ShardFile>();
const post = (reply: WorkerReply) => port?.postMessage(reply);

function fileOf(path: string): ShardFile {
  const file = files.get(path) ?? new ShardFile(path, false, false);
  files.set(path, file);
  return file;
}

port?.on('message', async (task: TensorTask) => {
  const { index } = task;
  try {
    opened ??= { models: openPlanned(plan.models), threadKernels: openThreadKernels({ held: 0 }) };
    const out = fileOf(task.path);
    await runTask(plan, task, opened.models, opened.threadKernels, out, (bytes) => post({ kind: 'bytes', bytes }));
    post({ kind: 'done', index });
  } catch (error) {
    if (error instanceof UnisonoError)
      post({ kind: 'failed', index, code: error.code, details: error.details, message: error.message });
    else
      post({ kind: 'failed', index, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
