import { pooledActivations } from '../../activations/activations.js';
import type { SessionOptions } from '../../graph/session.js';
import { loadAdaptedModel } from '../../models/model-directory.js';
import { writeSafetensors } from '../../tensors/safetensors.js';
import type { ActivationsJob, OnProgress } from '../engine.js';
import { readQueryTokens } from '../query-tokens.js';

/** Runs an `ActivationsJob` in this thread. */
export async function runActivationsJob(
  job: ActivationsJob,
  options: SessionOptions,
  onProgress: OnProgress,
): Promise<void> {
  const { config, parameters } = loadAdaptedModel(job.model, job.adapter);
  const queries = readQueryTokens(job.model, config, job.queries);
  const data = await pooledActivations(config, parameters, queries, job.pooling, options, (done) =>
    onProgress(done, queries.length),
  );
  const shape = [config.num_hidden_layers + 1, queries.length, config.hidden_size];
  writeSafetensors(job.out, [{ name: 'activations', dtype: 'F32', shape, data }], { pooling: job.pooling });
}
