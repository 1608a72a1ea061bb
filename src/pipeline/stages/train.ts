import { UnisonoError } from '../../core/errors.js';
import { readJsonLines, writeJson } from '../../core/files.js';
import type { Engine, OnProgress } from '../../engine/engine.js';
import { Example } from '../../retrieval/example.js';
import { checkOutputDirectory } from '../../tensors/output-directory.js';
import type { PromptTemplate } from '../../text/prompt.js';
import { planPairedTraining, planTraining } from '../../training/plan.js';
import { FileSettings, stepSettings, withPairLosses } from '../../training/settings.js';
import type { RunConfig } from '../config.js';
import type { Rung } from '../models.js';
import type { EngineStage } from '../stage.js';
import { type EncodedQueries, tripletsOf } from '../triplets.js';

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

/** Plan of batches, resumable state, trained model (a directory), adapter (one too, where one is trained), and loss log. */
export interface TrainFiles {
  readonly plan: string;
  readonly state: string;
  readonly model: string;
  readonly adapter?: string;
  readonly log: string;
}

/**
 * Plans and trains one rung of the ladder: the original training examples and those of the rung's kinds.
 *
 * The work throws BAD_ARGUMENT for triplets without encoded queries, and for pairs with an odd batch or micro-batch, and
 * BAD_DOCUMENT for pairs where no question has two wordings.
 */
export const trainStage: EngineStage<TrainOptions, TrainFiles> = {
  name: 'train',
  version: 1,
  unit: 'steps',
  engine: 'train',
  inputs: ({ base, adapter, examples, encoded }) => ({ base, ...(adapter && { adapter }), examples, ...encoded }),
  settings: ({ rung, prompt, training, seed }) => ({
    // Where the rung has no use for a loss, its settings must not make the training out of date.
    ...{ rung, prompt, training: withPairLosses(training, rung.pairLosses), seed },
  }),
  files: ({ training }) => ({
    plan: 'plan.json',
    state: 'state.safetensors',
    model: 'model',
    ...(training.lora && { adapter: 'adapter' }),
    log: 'log.jsonl',
  }),
  scratch: ['state'],
  measured: ['log'],
  work: train,
};

async function train(engine: Engine, options: TrainOptions, out: TrainFiles, onProgress?: OnProgress): Promise<void> {
  // A model that could not be written at the end must not be trained first.
  checkOutputDirectory(out.model, [options.base]);
  const { rung, training, seed } = options;
  const kinds = new Set<string>(['original', ...rung.kinds]);
  const examples = readJsonLines(options.examples, Example, { stage: 'unisono retrieve' }).filter(({ kind }) =>
    kinds.has(kind),
  );
  if (rung.triplets && !options.encoded)
    throw new UnisonoError('BAD_ARGUMENT', { op: 'train', reason: 'triplets need encoded queries' });
  const draw =
    rung.triplets && options.encoded
      ? tripletsOf(examples, options.encoded, training.triplet.neighbors, seed)
      : undefined;
  const sized = examples.map((example) => ({
    ...{ id: example.id, question: example.question },
    length: promptLength(example),
  }));
  const { pairLosses } = rung;
  const paired = pairLosses.length > 0;
  const plan = (paired ? planPairedTraining : planTraining)(sized, training.epochs, training.batch, seed, draw);
  if (paired && plan.steps.every(({ pairs }) => pairs === undefined)) {
    const reason = `no question has two wordings of the kinds ${[...kinds].join(', ')}, between which training.${pairLosses[0]} could be taken`;
    throw new UnisonoError('BAD_DOCUMENT', { path: options.examples, reason });
  }
  writeJson(out.plan, plan);
  const { lora } = training;
  await engine.train(
    {
      name: rung.name,
      base: options.base,
      examples: options.examples,
      plan: out.plan,
      prompt: options.prompt,
      settings: stepSettings(training, seed, rung),
      ...FileSettings.strip().parse(training),
      ...(lora && { lora: { ...lora, out: out.adapter as string } }),
      ...(options.adapter && { adapter: options.adapter }),
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
