import { join } from 'node:path';
import { drawTriplet, mineTriplets } from '../../consistency/neighbors.js';
import { UnisonoError } from '../../core/errors.js';
import { readJsonLines, writeJson } from '../../core/files.js';
import type { Engine, OnProgress } from '../../engine/engine.js';
import { QueryRecord } from '../../engine/records.js';
import { Example } from '../../retrieval/example.js';
import { checkOutputDirectory } from '../../tensors/output-directory.js';
import { openSafetensors } from '../../tensors/safetensors.js';
import type { PromptTemplate } from '../../text/prompt.js';
import { type DrawTriplet, planPairedTraining, planTraining } from '../../training/plan.js';
import type { RunConfig } from '../config.js';
import type { Rung } from '../models.js';
import type { RunContext } from '../run-context.js';

export interface TrainOptions {
  readonly rung: Rung;
  readonly base: string;
  /** PEFT adapter of the base to start from. */
  readonly adapter?: string;
  readonly examples: string;
  /** For mining triplets; a rung without triplets needs none. */
  readonly encoded?: EncodedQueries;
  readonly prompt: PromptTemplate;
  readonly training: RunConfig['training'];
  readonly seed: number;
}

/** JSONL of the encoded queries, and their embeddings (safetensors). */
export interface EncodedQueries {
  readonly queries: string;
  readonly embeddings: string;
}

/** Plan of batches, resumable state, trained model (a directory), adapter (one too, where one is trained), and loss log. */
export interface TrainFiles {
  readonly plan: string;
  readonly state: string;
  readonly model: string;
  readonly adapter: string;
  readonly log: string;
}

/**
 * Plans and trains one rung of the ladder: the original training examples and those of the rung's kinds.
 *
 * @throws BAD_ARGUMENT for triplets without encoded queries, and for pairs with an odd batch or micro-batch
 * @throws BAD_DOCUMENT for pairs where no question has two wordings
 */
export async function trainStage(
  engine: Engine,
  options: TrainOptions,
  out: TrainFiles,
  onProgress?: OnProgress,
): Promise<void> {
  // A model that could not be written at the end must not be trained first.
  checkOutputDirectory(out.model, [options.base]);
  const { rung, training, seed } = options;
  const kinds = new Set<string>(['original', ...rung.kinds]);
  const examples = readJsonLines(options.examples, Example, { stage: 'unisono retrieve' }).filter(({ kind }) =>
    kinds.has(kind),
  );
  const draw = rung.triplets ? tripletsOf(examples, options) : undefined;
  const sized = examples.map((example) => ({
    ...{ id: example.id, question: example.question },
    length: promptLength(example),
  }));
  const kl = rung.kl ? training.kl : undefined;
  const plan = (kl ? planPairedTraining : planTraining)(sized, training.epochs, training.batch, seed, draw);
  if (kl && plan.steps.every(({ pairs }) => pairs === undefined)) {
    const reason = `no question has two wordings of the kinds ${[...kinds].join(', ')}, between which training.kl could be taken`;
    throw new UnisonoError('BAD_DOCUMENT', { path: options.examples, reason });
  }
  writeJson(out.plan, plan);
  const { learningRate, weightDecay, warmup, schedule, maxGradientNorm, triplet, lora } = training;
  await engine.train(
    {
      name: rung.name,
      base: options.base,
      examples: options.examples,
      plan: out.plan,
      prompt: options.prompt,
      settings: {
        optimizer: { kind: 'adamw', learningRate, weightDecay },
        warmup,
        schedule,
        maxGradientNorm,
        seed,
        checkpointLayers: training.checkpointLayers,
        ...(training.microBatch && { microBatch: training.microBatch }),
        ...(rung.triplets && { triplet }),
        ...(kl && { kl }),
      },
      ...(lora && { lora: { ...lora, out: out.adapter } }),
      ...(options.adapter && { adapter: options.adapter }),
      dtype: training.dtype,
      checkpointEvery: training.checkpointEvery,
      state: out.state,
      out: out.model,
      log: out.log,
    },
    onProgress,
  );
}

/** Characters of question, contexts and answer: near enough to tokens for making batches of like length. */
function promptLength({ text, contexts, answer }: Example): number {
  return contexts.reduce(
    (sum, context) => sum + context.title.length + context.text.length,
    text.length + answer.length,
  );
}

/** Positives and negatives from the encoder's nearest and farthest neighbors among the rung's own training queries. */
function tripletsOf(examples: readonly Example[], { encoded, training, seed }: TrainOptions): DrawTriplet {
  if (!encoded) throw new UnisonoError('BAD_ARGUMENT', { op: 'train', reason: 'triplets need encoded queries' });
  const { queries, embeddings } = encoded;
  const features = readEmbeddings(queries, embeddings);
  const featureOf = ({ id }: Example): Float32Array => {
    const feature = features.get(id);
    if (feature) return feature;
    const reason = `example "${id}" is not in it; run unisono encode with the same examples`;
    throw new UnisonoError('BAD_DOCUMENT', { path: queries, reason });
  };
  const mined = mineTriplets({
    features: examples.map(featureOf),
    ids: examples.map(({ id }) => id),
    texts: examples.map(({ text }) => text),
    questions: examples.map(({ question }) => question),
    top: training.triplet.neighbors,
    bottom: training.triplet.neighbors,
  });
  const candidates = new Map(mined.map((entry) => [entry.id, entry]));
  return (anchor, epoch) => drawTriplet(seed, `${anchor} epoch ${epoch}`, candidates.get(anchor)!);
}

/** Embedding rows of length 1 by query id; zero rows stay. */
export function readEmbeddings(queries: string, embeddings: string): Map<string, Float32Array> {
  const file = openSafetensors(embeddings);
  try {
    const rows = file.read('embeddings');
    const ids = readJsonLines(queries, QueryRecord).map(({ id }) => id);
    const size = rows.length / ids.length;
    return new Map(ids.map((id, i) => [id, unit(rows.subarray(i * size, (i + 1) * size))]));
  } finally {
    file.close();
  }
}

/** Some models' embeddings are of any length; rows that are of length 1 already stay as they are, to the bit. */
function unit(row: Float32Array): Float32Array {
  const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  return norm === 0 || Math.abs(norm - 1) < 1e-5 ? row : row.map((value) => value / norm);
}

/** Where the stage's files lie in `folder`. */
export function trainFiles(folder: string): TrainFiles {
  return {
    plan: join(folder, 'plan.json'),
    state: join(folder, 'state.safetensors'),
    model: join(folder, 'model'),
    adapter: join(folder, 'adapter'),
    log: join(folder, 'log.jsonl'),
  };
}

/** The `train` stage of one rung of a run; returns the trained model's directory. */
export async function runTrain(
  run: RunContext,
  rung: Rung,
  examples: string,
  encoded: EncodedQueries,
): Promise<string> {
  const { model: base, prompt, seed } = run.config;
  // Where the rung has no use for it, the setting must not make its training out of date.
  const { kl, ...common } = run.config.training;
  const training = rung.kl && kl ? { ...common, kl } : common;
  const name = `train/${rung.name}`;
  const stage = {
    name,
    module: import.meta.url,
    inputs: { base, examples, queries: encoded.queries, embeddings: encoded.embeddings },
    settings: { rung, prompt, training, seed },
    outputs: ['plan.json', 'model', 'log.jsonl', ...(training.lora ? ['adapter'] : [])],
    measured: ['log.jsonl'],
    unit: 'steps',
    usesEngine: 'train' as const,
  };
  const options = { rung, base, examples, encoded, prompt, training, seed };
  await run.stage(stage, (dir, onProgress) => trainStage(run.engine, options, trainFiles(dir), onProgress));
  return run.path(name, 'model');
}
