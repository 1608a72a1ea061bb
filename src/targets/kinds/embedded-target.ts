import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { readJsonLines, writeJsonLines } from '../../core/files.js';
import { sha256Directory } from '../../core/hash.js';
import { packageVersion } from '../../core/package-info.js';
import { EmbeddedEngine } from '../../engine/embedded/embedded-engine.js';
import type { Engine } from '../../engine/engine.js';
import { AnswerRecord } from '../../engine/records.js';
import { Device } from '../../graph/device.js';
import { resolveModel } from '../../hub/resolve-model.js';
import { DEFAULT_PROMPT } from '../../text/prompt.js';
import { Count, common, finderOf, promptSetting, Retrieval, Text } from '../common-settings.js';
import type { PassageFinder } from '../passages.js';
import type { Target, TargetAnswer, TargetContext, TargetQuestion } from '../target.js';
import { type TargetOrigin, targetKind } from '../target-kind.js';

/** Settings of such a target in a file. */
export const EmbeddedSettings = z.strictObject({
  kind: z.literal('embedded').describe('Local model that unisono runs.'),
  ...common,
  model: Text.describe('Hugging Face directory, or a hub id in the cache.'),
  adapter: Text.optional().describe('PEFT adapter of the model.'),
  device: Device.default('cpu').describe('Where the model runs.'),
  prompt: promptSetting(DEFAULT_PROMPT).describe('Prompt template.'),
  maxNewTokens: Count.default(48).describe('Largest number of tokens of an answer.'),
  batch: Count.default(32).describe('Prompts per batch.'),
  sample: z.boolean().default(false).describe('true: sampling by generation_config.json; false: greedy decoding.'),
  seed: z
    .int()
    .min(0)
    .default(1)
    .describe('Random seed of sampling; each repetition of a question gets its own stream.'),
  retrieval: Retrieval,
});
export type EmbeddedSettings = z.output<typeof EmbeddedSettings>;

/** Milliseconds in which questions are gathered into one job, since a job reads the model first. */
const GATHERING = 20;

interface Waiting {
  readonly question: TargetQuestion;
  readonly contexts: readonly TargetContext[] | undefined;
  readonly resolve: (answer: TargetAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** A model that the engine runs. Questions that arrive together are answered in one job; a job's time is shared evenly. */
export class EmbeddedTarget implements Target {
  readonly name: string;
  readonly takesContexts = true;
  readonly retrieves: boolean;
  /** Number of questions per job that makes the time of reading a model small. */
  readonly concurrency: number;
  readonly retries = 0;
  readonly secrets = [];
  private waiting: Waiting[] = [];
  private working: Promise<void> | undefined;

  private constructor(
    private readonly settings: EmbeddedSettings,
    private readonly engine: Engine,
    private readonly passages: PassageFinder | undefined,
    readonly identity: unknown,
  ) {
    this.name = settings.name ?? settings.model;
    this.retrieves = passages !== undefined;
    this.concurrency = settings.batch * 8;
  }

  /** Reads the whole model for its hash. `settings.model` and `adapter` are directories. The target closes the engine. */
  static async open(
    settings: EmbeddedSettings,
    engine: Engine,
    passages: PassageFinder | undefined,
  ): Promise<EmbeddedTarget> {
    const { model, adapter, prompt, maxNewTokens, batch, sample, seed, device, version } = settings;
    const identity = {
      kind: 'embedded',
      unisono: packageVersion(),
      model: await sha256Directory(model),
      adapter: adapter === undefined ? null : await sha256Directory(adapter),
      // Sums are added up in another order in another batch, which may change a token.
      parameters: { maxNewTokens, batch, sample, seed, device },
      prompt,
      retrieval: passages?.identity ?? null,
      version: version ?? null,
    };
    return new EmbeddedTarget(settings, engine, passages, identity);
  }

  answer(question: TargetQuestion): Promise<TargetAnswer> {
    const contexts = question.contexts ?? this.passages?.find(question.question);
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, contexts, resolve, reject });
      this.working ??= this.work();
    });
  }

  async close(): Promise<void> {
    await this.working;
    await this.engine.close();
  }

  private async work(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, GATHERING));
    while (this.waiting.length > 0) {
      const part = this.waiting.splice(0);
      try {
        const answers = await this.answerAll(part);
        for (const [i, { resolve }] of part.entries()) resolve(answers[i] as TargetAnswer);
      } catch (error) {
        for (const { reject } of part) reject(error);
      }
      await new Promise((resolve) => setTimeout(resolve, GATHERING));
    }
    this.working = undefined;
  }

  private async answerAll(part: readonly Waiting[]): Promise<TargetAnswer[]> {
    const { model, adapter, prompt, maxNewTokens, batch, sample, seed } = this.settings;
    const folder = mkdtempSync(join(tmpdir(), 'unisono-target-'));
    const [examples, out] = [join(folder, 'examples.jsonl'), join(folder, 'answers.jsonl')];
    const started = performance.now();
    try {
      writeJsonLines(
        examples,
        part.map(({ question, contexts = [] }) => ({
          // Ids are unique in a job, and name the draws of a sampled answer.
          id: question.id,
          text: question.question,
          contexts,
          answer: '',
        })),
      );
      await this.engine.generate({
        model,
        ...(adapter !== undefined && { adapter }),
        ...{ examples, prompt, maxNewTokens, batch, window: 8, decoding: { sample, seed } },
        partial: join(folder, 'partial.jsonl'),
        out,
      });
      const records = readJsonLines(out, AnswerRecord);
      const seconds = (performance.now() - started) / 1000 / part.length;
      return part.map(({ contexts }, i) => ({
        answer: (records[i] as AnswerRecord).answer,
        ...(contexts && { contexts }),
        seconds,
      }));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** The kind `embedded`. */
export const embedded = targetKind({
  settings: EmbeddedSettings,
  argument: {
    example: 'path/to/model',
    options: [],
    settings: ({ given, path }) =>
      path !== undefined && existsSync(join(path, 'config.json')) ? { model: path, name: given } : undefined,
  },
  open,
});

/** Reads the whole model, for its hash. */
async function open(settings: EmbeddedSettings, { folder, env }: TargetOrigin): Promise<EmbeddedTarget> {
  const at = (file: string) => resolve(folder, file);
  const { adapter } = settings;
  const model = resolveModel(settings.model, folder, env);
  const resolved = { ...settings, model, ...(adapter !== undefined && { adapter: at(adapter) }) };
  const engine = new EmbeddedEngine(1, settings.device);
  try {
    return await EmbeddedTarget.open(resolved, engine, finderOf(settings.retrieval, at));
  } catch (error) {
    await engine.close();
    throw error;
  }
}
