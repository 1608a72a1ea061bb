import { rmSync } from 'node:fs';
import type { SessionOptions } from '../../graph/session.js';
import { saveAdapter } from '../../models/adapter-directory.js';
import { checkTrainable } from '../../models/config.js';
import { mergeAdapter } from '../../models/lora.js';
import { loadAdaptedModel, loadModel, saveModel } from '../../models/model-directory.js';
import { fineTune } from '../../training/fine-tune.js';
import type { OnProgress, TrainJob } from '../engine.js';
import { startingAdapter } from '../starting-adapter.js';
import { readBatches } from '../training-batches.js';

/** Runs a `TrainJob` in this thread. */
export async function runTrainJob(job: TrainJob, options: SessionOptions, onProgress: OnProgress): Promise<void> {
  const model = job.lora ? loadModel(job.base) : loadAdaptedModel(job.base, job.adapter);
  checkTrainable(job.base, model.config);
  const adapter = startingAdapter(job, model.config);
  const { steps, batchAt } = readBatches(job, model.config);
  const settings = { ...job.settings, steps };
  const files = { state: job.state, log: job.log, checkpointEvery: job.checkpointEvery };
  const onStep = (done: number, note?: string) => onProgress(done, steps, note);
  await fineTune(job.name, model, settings, batchAt, files, options, onStep, adapter);
  if (adapter && job.lora) {
    await saveAdapter(job.lora.out, job.base, model.config, adapter, job.dtype);
    mergeAdapter(model.config, model.parameters, adapter);
  }
  await saveModel(job.out, job.base, model.config, model.parameters, job.dtype);
  rmSync(job.state, { force: true });
}
