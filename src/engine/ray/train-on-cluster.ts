import { existsSync, rmSync } from 'node:fs';
import { UnisonoError } from '../../core/errors.js';
import { readJsonLines, writeJson, writeJsonLines } from '../../core/files.js';
import { sha256 } from '../../core/hash.js';
import { loadAdapter, saveAdapter } from '../../models/adapter-directory.js';
import { checkTrainable } from '../../models/config.js';
import type { Adapter } from '../../models/lora.js';
import { checkModel, convertModel } from '../../models/model-directory.js';
import { LogLine } from '../../training/log-line.js';
import { TrainingHealth } from '../../training/training-health.js';
import type { OnProgress, TrainJob } from '../engine.js';
import { startingAdapter } from '../starting-adapter.js';
import { readBatches } from '../training-batches.js';
import { type FollowOptions, followJob } from './follow-job.js';
import type { WorkerEvent } from './progress-lines.js';
import { batchLines, hashLines, identityOf, type TrainSpec, trainSpec, writeLines } from './spec.js';
import type { Storage } from './storage.js';
import type { WorkerSettings } from './worker-settings.js';

/**
 * Runs a `TrainJob` on the cluster: writes its inputs into storage, follows the job, and makes its outputs from the results in
 * storage. Errors of the job itself are found before submission.
 *
 * @throws the embedded engine's errors for the job's files, and the errors of `followJob`
 */
export async function trainOnCluster(
  job: TrainJob,
  storage: Storage,
  how: WorkerSettings,
  follow: FollowOptions,
  onProgress: OnProgress,
): Promise<void> {
  const config = checkModel(job.base);
  checkTrainable(job.base, config);
  const start = startingAdapter(job, config);
  // If all weights are trained, a starting adapter is merged into them first.
  const merged = !job.lora && job.adapter !== undefined ? loadAdapter(job.adapter, config) : undefined;
  const batches = readBatches(job, config);
  const spec = trainSpec(job, how);
  const identity = identityOf(spec, {
    base: await storage.hash(job.base),
    batches: hashLines(batchLines(batches)),
    adapter: start ? adapterHash(start) : merged ? adapterHash(merged) : null,
  });
  const { id, folder, at } = storage.job(identity, job.out);
  await followJob(
    {
      job: id,
      name: job.name,
      record: `${job.state}.ray.json`,
      folder,
      spec: at('spec.json'),
      finished: () => existsSync(at('out')) && existsSync(at('log.jsonl')),
      onEvent: stepCounter(onProgress, batches.steps),
      prepare: () =>
        storage.writing(async () => {
          writeLines(at('batches.jsonl'), batchLines(batches));
          if (start) await saveAdapter(at('start'), job.base, config, start, 'F32');
          if (merged) await convertModel(at('base'), job.base, job.base, 'F32', merged);
          writeJson(at('spec.json'), {
            ...spec,
            base: merged ? at('base') : await storage.place(job.base),
            batches: at('batches.jsonl'),
            out: at('out'),
            checkpoint: at('checkpoint'),
            log: at('log.jsonl'),
            adapter: start ? at('start') : null,
            identity,
          } satisfies TrainSpec);
        }),
    },
    follow,
  );
  const log = readLog(at('log.jsonl'), job, batches.steps);
  if (job.lora && start) {
    const { parameters } = loadAdapter(at('out'), config);
    const trained = { settings: start.settings, parameters };
    await saveAdapter(job.lora.out, job.base, config, trained, job.dtype);
    await convertModel(job.out, job.base, job.base, job.dtype, trained);
  } else {
    await convertModel(job.out, at('out'), job.base, job.dtype);
  }
  writeJsonLines(job.log, log);
  rmSync(folder, { recursive: true, force: true });
}

function adapterHash({ settings, parameters }: Adapter): string {
  const matrices = [...parameters].map(([name, { buffer, byteOffset, byteLength }]) => {
    return `${name} ${sha256(new Uint8Array(buffer, byteOffset, byteLength))}`;
  });
  return sha256(JSON.stringify([settings, ...matrices]));
}

/** Counts every step once, even if restarted workers repeat it. */
function stepCounter(onProgress: OnProgress, steps: number): (event: WorkerEvent) => void {
  let most = 0;
  const reach = (done: number, note: string) => {
    if (done <= most) return;
    const more = done - most;
    most = done;
    onProgress(more, steps, note);
  };
  return (event) => {
    if (event.event === 'resumed') reach(event.step, 'resumed');
    if (event.event === 'step') reach(event.step + 1, `loss ${event.ce.toFixed(2)}`);
  };
}

/** The workers' log with the warnings of {@link TrainingHealth}. Throws BAD_RECORD, BAD_DOCUMENT. */
function readLog(path: string, job: TrainJob, steps: number): LogLine[] {
  const lines = readJsonLines(path, LogLine);
  if (lines.length !== steps || lines.some(({ step }, i) => step !== i))
    throw new UnisonoError('BAD_DOCUMENT', {
      path,
      reason: `it does not have one line for each of the ${steps} training steps`,
    });
  const health = new TrainingHealth(job.settings.triplet);
  return lines.map((line) => {
    const warning = health.observe(line);
    return warning ? { ...line, warning } : line;
  });
}
