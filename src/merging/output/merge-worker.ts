import { parentPort, workerData } from 'node:worker_threads';
import { UnisonoError } from '../../core/errors.js';
import type { MergePlan } from '../planning/merge-plan.js';
import { openPlanned } from '../planning/open-models.js';
import type { OpenModel } from '../sources/tensor-reader.js';
import { openWorkshop, type Workshop } from '../streaming/merge-tensor.js';
import { runTask, type TensorTask, type WorkerReply } from './merge-task.js';
import { ShardFile } from './shard-file.js';

const port = parentPort;
const plan = workerData as MergePlan;
let opened: { models: OpenModel[]; workshop: Workshop } | undefined;
const post = (reply: WorkerReply) => port?.postMessage(reply);

port?.on('message', async (task: TensorTask) => {
  try {
    opened ??= { models: openPlanned(plan.models), workshop: openWorkshop() };
    const out = new ShardFile(task.path, false);
    try {
      runTask(plan, task, opened.models, opened.workshop, out, (bytes) => post({ kind: 'bytes', bytes }));
      await out.flush();
    } finally {
      await out.close();
    }
    post({ kind: 'done' });
  } catch (error) {
    if (error instanceof UnisonoError)
      post({ kind: 'failed', code: error.code, details: error.details, message: error.message });
    else post({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
