import { requireDevice } from '../../graph/require-device.js';
import type { SessionOptions } from '../../graph/session.js';
import type { ActivationsJob, EncodeJob, GenerateJob, OnProgress, TrainJob } from '../engine.js';
import { runActivationsJob } from './activations-job.js';
import { runEncodeJob } from './encode-job.js';
import { runGenerateJob } from './generate-job.js';
import { runTrainJob } from './train-job.js';

/** A job with its verb, as sent to a worker. */
export type TaggedJob =
  | { readonly verb: 'train'; readonly job: TrainJob }
  | { readonly verb: 'activations'; readonly job: ActivationsJob }
  | { readonly verb: 'generate'; readonly job: GenerateJob }
  | { readonly verb: 'encode'; readonly job: EncodeJob };

/** Tells a worker to end; it reads messages only between the operations of ONNX Runtime. */
export const STOP = 'stop';

/** Checks the device and runs the function for the job. */
export async function runJob({ verb, job }: TaggedJob, options: SessionOptions, onProgress: OnProgress): Promise<void> {
  await requireDevice(options.device ?? 'cpu');
  switch (verb) {
    case 'train':
      return runTrainJob(job, options, onProgress);
    case 'activations':
      return runActivationsJob(job, options, onProgress);
    case 'generate':
      return runGenerateJob(job, options, onProgress);
    case 'encode':
      return runEncodeJob(job, options, onProgress);
  }
}
