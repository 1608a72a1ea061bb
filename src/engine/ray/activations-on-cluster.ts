import { existsSync, rmSync } from 'node:fs';
import { UnisonoError } from '../../core/errors.js';
import { writeJson } from '../../core/files.js';
import { loadAdapter } from '../../models/adapter-directory.js';
import { checkModel } from '../../models/model-directory.js';
import { openSafetensors, writeSafetensors } from '../../tensors/safetensors.js';
import type { ActivationsJob, OnProgress } from '../engine.js';
import { readQueryTokens } from '../query-tokens.js';
import { type FollowOptions, followJob } from './follow-job.js';
import { type ActivationsSpec, activationsSpec, hashLines, identityOf, writeLines } from './spec.js';
import type { Storage } from './storage.js';
import type { WorkerSettings } from './worker-settings.js';

/**
 * Runs an `ActivationsJob` on the cluster.
 *
 * @throws the embedded engine's errors for the job's files, and the errors of `followJob`
 */
export async function activationsOnCluster(
  job: ActivationsJob,
  storage: Storage,
  how: WorkerSettings,
  follow: FollowOptions,
  onProgress: OnProgress,
): Promise<void> {
  const config = checkModel(job.model);
  if (job.adapter !== undefined) loadAdapter(job.adapter, config);
  const queries = readQueryTokens(job.model, config, job.queries);
  const lines = queries.map((ids) => `${JSON.stringify(ids)}\n`);
  const spec = activationsSpec(job, how);
  const identity = identityOf(spec, {
    model: await storage.hash(job.model),
    adapter: job.adapter === undefined ? null : await storage.hash(job.adapter),
    queries: hashLines(lines),
  });
  const { id, folder, at } = storage.job(identity, job.out);
  let most = 0;
  await followJob(
    {
      job: id,
      name: job.model,
      record: `${job.out}.ray.json`,
      folder,
      spec: at('spec.json'),
      finished: () => existsSync(at('activations.safetensors')),
      onEvent: (event) => {
        if (event.event !== 'queries' || event.done <= most) return;
        const more = event.done - most;
        most = event.done;
        onProgress(more, queries.length);
      },
      prepare: () =>
        storage.writing(async () => {
          writeLines(at('queries.jsonl'), lines);
          writeJson(at('spec.json'), {
            ...spec,
            model: await storage.place(job.model),
            adapter: job.adapter === undefined ? null : await storage.place(job.adapter),
            queries: at('queries.jsonl'),
            out: at('activations.safetensors'),
          } satisfies ActivationsSpec);
        }),
    },
    follow,
  );
  const shape = [config.num_hidden_layers + 1, queries.length, config.hidden_size];
  const data = readActivations(at('activations.safetensors'), shape);
  writeSafetensors(job.out, [{ name: 'activations', dtype: 'F32', shape, data }], { pooling: job.pooling });
  rmSync(folder, { recursive: true, force: true });
}

/** Throws TENSOR_SHAPE for activations of other queries or another model, BAD_SAFETENSORS, TENSOR_MISSING. */
function readActivations(path: string, expected: readonly number[]): Float32Array {
  const file = openSafetensors(path);
  try {
    const data = file.read('activations');
    const shape = file.tensors.get('activations')?.shape.join(', ') ?? '';
    if (shape !== expected.join(', '))
      throw new UnisonoError('TENSOR_SHAPE', { path, tensor: 'activations', shape, expected: expected.join(', ') });
    return data;
  } finally {
    file.close();
  }
}
