import { rmSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { UnisonoError } from '../../core/errors.js';
import { readJson, readJsonLines } from '../../core/files.js';
import type { SessionOptions } from '../../graph/session.js';
import { loadAdapter, saveAdapter } from '../../models/adapter-directory.js';
import { checkTrainable, type ModelConfig } from '../../models/config.js';
import { type Adapter, mergeAdapter, newAdapter } from '../../models/lora.js';
import { loadAdaptedModel, loadModel, saveModel } from '../../models/model-directory.js';
import { answeredIds, ragMessages } from '../../text/prompt.js';
import { Tokenizer } from '../../text/tokenizer.js';
import { answerOf, type Batch, type Sequence } from '../../training/batch.js';
import { fineTune } from '../../training/fine-tune.js';
import { TrainingPlan } from '../../training/plan.js';
import type { OnProgress, TrainJob } from '../engine.js';
import { PromptRecord } from '../records.js';

/** Carries out a `TrainJob` in this thread. */
export async function runTrainJob(job: TrainJob, options: SessionOptions, onProgress: OnProgress): Promise<void> {
  const model = job.lora ? loadModel(job.base) : loadAdaptedModel(job.base, job.adapter);
  checkTrainable(job.base, model.config);
  const adapter = job.lora && startingAdapter(job, job.lora, model.config);
  const tokenizer = Tokenizer.load(job.base, model.config.vocab_size);
  const { steps } = readJson(job.plan, TrainingPlan, 'unisono train');
  const examples = new Map(
    readJsonLines(job.examples, PromptRecord, { stage: 'unisono retrieve' }).map((record) => [record.id, record]),
  );
  const exampleOf = (id: string): PromptRecord => {
    const example = examples.get(id);
    if (!example)
      throw new UnisonoError('BAD_DOCUMENT', { path: job.plan, reason: `example "${id}" is not in ${job.examples}` });
    return example;
  };
  const sequenceOf = memoise((id: string): Sequence => {
    const { text, contexts, answer } = exampleOf(id);
    const sequence = answeredIds(tokenizer, ragMessages(job.prompt, contexts, text), answer);
    const limit = model.config.max_position_embeddings;
    if (sequence.ids.length > limit)
      throw new UnisonoError('PROMPT_TOO_LONG', { id, tokens: sequence.ids.length, limit });
    return sequence;
  });
  const queryOf = memoise((id: string) => tokenizer.encode(` ${exampleOf(id).text}`));
  const checkedPairs = (ids: readonly string[], pairs: number): number => {
    for (let i = 0; i < 2 * pairs; i += 2) {
      const [left, right] = [ids[i] as string, ids[i + 1] as string];
      if (isDeepStrictEqual(answerOf(sequenceOf(left)), answerOf(sequenceOf(right)))) continue;
      const reason = `"${left}" and "${right}" are a pair, but their answers differ`;
      throw new UnisonoError('BAD_DOCUMENT', { path: job.plan, reason });
    }
    return pairs;
  };
  const batchAt = (step: number): Batch => {
    const { examples: ids, triplets, pairs } = steps[step] as TrainingPlan['steps'][number];
    return {
      sequences: ids.map(sequenceOf),
      triplets: triplets.map(([a, p, n]) => [queryOf(a), queryOf(p), queryOf(n)]),
      ...(job.settings.kl && pairs && { pairs: checkedPairs(ids, pairs) }),
    };
  };
  // Every prompt is looked at before the first step: a mistake in the last batch must not cost the hours before it.
  for (const step of steps.keys()) batchAt(step);
  const settings = { ...job.settings, steps: steps.length, warmup: Math.round(job.settings.warmup * steps.length) };
  const files = { state: job.state, log: job.log, checkpointEvery: job.checkpointEvery };
  const onStep = (done: number, note?: string) => onProgress(done, steps.length, note);
  await fineTune(job.name, model, settings, batchAt, files, options, onStep, adapter);
  if (adapter && job.lora) {
    await saveAdapter(job.lora.out, job.base, model.config, adapter, job.dtype);
    mergeAdapter(model.config, model.parameters, adapter);
  }
  await saveModel(job.out, job.base, model.config, model.parameters, job.dtype);
  rmSync(job.state, { force: true });
}

/** The adapter that the job names, or a new one. Throws BAD_ARGUMENT if the job asks for another rank or scale than it has. */
function startingAdapter(
  job: TrainJob,
  { out, ...wanted }: NonNullable<TrainJob['lora']>,
  config: ModelConfig,
): Adapter {
  if (job.adapter === undefined) return newAdapter(config, wanted, job.settings.seed ?? 0);
  const { settings, parameters } = loadAdapter(job.adapter, config);
  for (const field of ['rank', 'alpha'] as const) {
    if (settings[field] === wanted[field]) continue;
    const reason = `${job.adapter} has ${settings[field]}, ${wanted[field]} is asked for; give the same`;
    throw new UnisonoError('BAD_ARGUMENT', { op: `lora.${field}`, reason });
  }
  return { settings: { ...settings, dropout: wanted.dropout }, parameters };
}

function memoise<T>(compute: (id: string) => T): (id: string) => T {
  const known = new Map<string, T>();
  return (id) => {
    const value = known.get(id) ?? compute(id);
    known.set(id, value);
    return value;
  };
}
