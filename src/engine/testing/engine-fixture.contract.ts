import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJsonLines, writeJson, writeJsonLines } from '../../core/files.js';
import { sha256 } from '../../core/hash.js';
import { DEFAULT_PROMPT } from '../../text/prompt.js';
import { LogLine } from '../../training/log-line.js';
import { planTraining } from '../../training/plan.js';
import { StepSettings } from '../../training/settings.js';
import type { ActivationsJob, GenerateJob, TrainJob } from '../engine.js';
import type { PromptRecord } from '../records.js';
import { writeTinyModel } from './tiny-model.contract.js';

const PASSAGE = { title: 'Cards', text: 'A card is free.' };

/** Questions of different lengths with and without contexts, whose ids are in no order. */
export const EXAMPLES: readonly PromptRecord[] = [
  { id: 'm', text: 'How old must I be to apply for an account?', contexts: [], answer: 'You must be at least 18.' },
  { id: 'c', text: 'Is a card free?', contexts: [PASSAGE], answer: 'Yes, it is.' },
  { id: 'x', text: 'Where is my sort code?', contexts: [], answer: 'It is on your card.' },
  { id: 'a', text: 'Why?', contexts: [], answer: 'Choose pay.' },
  { id: 'z#article-1', text: 'How can I pay a friend?', contexts: [PASSAGE, PASSAGE], answer: 'By phone.' },
];

/** A prompt of more tokens than the model has positions. */
export const TOO_LONG: PromptRecord = { id: 'long', text: 'word '.repeat(200), contexts: [], answer: 'No.' };

/** Enough steps to memorize the examples. */
export const STEPS = 40;

/** A folder with a base model and jobs that read and write in it. */
export class EngineFixture {
  readonly dir = mkdtempSync(join(tmpdir(), 'unisono-engine-'));
  readonly base = this.path('base');
  readonly examples = this.path('examples.jsonl');

  constructor() {
    writeTinyModel(this.base);
    writeJsonLines(this.examples, [...EXAMPLES, TOO_LONG]);
  }

  path(...names: string[]): string {
    return join(this.dir, ...names);
  }

  /** Writes JSON lines and gives their path. */
  lines(name: string, records: readonly unknown[]): string {
    writeJsonLines(this.path(name), records);
    return this.path(name);
  }

  /** The first `steps` steps of training on every example in batches of three and two, with outputs in `folder`. */
  training(folder: string, steps: number, changes: Partial<TrainJob> = {}): TrainJob {
    const triplet = (changes.settings ?? SETTINGS).triplet !== undefined;
    const at = (id: string, offset: number) => {
      const index = EXAMPLES.findIndex((example) => example.id === id);
      return EXAMPLES[(index + offset) % EXAMPLES.length]?.id as string;
    };
    const draw = (id: string, epoch: number) => ({ positive: at(id, 1), negative: at(id, 2 + (epoch % 3)) });
    const sized = EXAMPLES.map(({ id, text }) => ({ id, length: text.length }));
    const plan = planTraining(sized, Math.ceil(steps / 2), 3, 1, triplet ? draw : undefined);
    writeJson(this.path(folder, 'plan.json'), { steps: plan.steps.slice(0, steps) });
    return {
      name: 'tiny',
      base: this.base,
      examples: this.examples,
      plan: this.path(folder, 'plan.json'),
      prompt: DEFAULT_PROMPT,
      settings: SETTINGS,
      dtype: 'F32',
      checkpointEvery: 2,
      state: this.path(folder, 'work', 'state.safetensors'),
      out: this.path(folder, 'out', 'model'),
      log: this.path(folder, 'logs', 'loss.jsonl'),
      ...changes,
    };
  }

  /** Reads the activations of `queries` into `folder`. */
  activations(folder: string, queries: string, changes: Partial<ActivationsJob> = {}): ActivationsJob {
    return { model: this.base, queries, pooling: 'max', out: this.path(folder, 'activations.safetensors'), ...changes };
  }

  /** Answers the examples in batches of two, with outputs in `folder`. */
  generation(folder: string, changes: Partial<GenerateJob> = {}): GenerateJob {
    return {
      model: this.base,
      examples: this.lines('short.jsonl', EXAMPLES),
      prompt: DEFAULT_PROMPT,
      maxNewTokens: 16,
      batch: 2,
      partial: this.path(folder, 'work', 'partial.jsonl'),
      out: this.path(folder, 'out', 'answers.jsonl'),
      ...changes,
    };
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Settings at which the tiny model learns the examples within `STEPS` steps. */
export const SETTINGS: TrainJob['settings'] = StepSettings.parse({
  ...{ learningRate: 0.02, weightDecay: 0, warmup: 0.1, schedule: 'linear', maxGradientNorm: 1 },
});

export const TRIPLET_SETTINGS: TrainJob['settings'] = {
  ...SETTINGS,
  // A margin beyond the largest distance, 2, keeps the loss above zero whatever the features are.
  triplet: { alpha: 1, margin: 2.5, distance: 'cosine', pooling: 'max', layer: -1 },
};

/** The hash of a file's bytes. */
export function bytesOf(path: string): string {
  return sha256(readFileSync(path));
}

/** Results of a training: the hash of the weights, and the log without its speeds. */
export function trained({ out, log }: TrainJob): unknown[] {
  const lines = readJsonLines(log, LogLine).map(({ tokensPerSecond: _, ...line }) => line);
  return [bytesOf(join(out, 'model.safetensors')), lines];
}

/** Whether any of the files exists. */
export function anyOf(...paths: string[]): boolean {
  return paths.some((path) => existsSync(path));
}

/** An `OnProgress` that throws after `units`, which leaves the state of a job killed at that point. */
export function killAfter(units: number): (done: number) => void {
  let count = 0;
  return (done) => {
    count += done;
    if (count >= units) throw new Error('killed');
  };
}
