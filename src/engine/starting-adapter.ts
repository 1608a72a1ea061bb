import { UnisonoError } from '../core/errors.js';
import { loadAdapter } from '../models/adapter-directory.js';
import type { ModelConfig } from '../models/config.js';
import { type Adapter, newAdapter } from '../models/lora.js';
import type { TrainJob } from './engine.js';

/**
 * The job's adapter, or a new one from the job's seed; undefined if all weights are trained.
 *
 * @throws BAD_ARGUMENT if the job asks for another rank or scale than the adapter has, and the errors of `loadAdapter`
 */
export function startingAdapter(job: TrainJob, config: ModelConfig): Adapter | undefined {
  if (!job.lora) return undefined;
  const { out: _, ...wanted } = job.lora;
  if (job.adapter === undefined) return newAdapter(config, wanted, job.settings.seed);
  const { settings, parameters } = loadAdapter(job.adapter, config);
  for (const field of ['rank', 'alpha'] as const) {
    if (settings[field] === wanted[field]) continue;
    const reason = `${job.adapter} has ${settings[field]}, ${wanted[field]} is asked for; give the same`;
    throw new UnisonoError('BAD_ARGUMENT', { op: `lora.${field}`, reason });
  }
  return { settings: { ...settings, dropout: wanted.dropout }, parameters };
}
