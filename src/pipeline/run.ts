import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from '../core/files.js';
import { sha256File } from '../core/hash.js';
import type { Progress } from '../core/progress.js';
import { EmbeddedEngine } from '../engine/embedded/embedded-engine.js';
import type { Engine, OnProgress } from '../engine/engine.js';
import { Ladder } from '../evaluation/ladder.js';
import type { RunConfig } from './config.js';
import { lockDirectory } from './lock.js';
import { BASE, COMPARISONS, MERGED, type Rung, trainedRungs } from './models.js';
import { runStage } from './stage.js';
import { encodeStage } from './stages/encode.js';
import { generateStage } from './stages/generate.js';
import { mergeStage } from './stages/merge.js';
import { commandOf, reportStage } from './stages/report.js';
import { retrieveStage } from './stages/retrieve.js';
import { scoreStage } from './stages/score.js';
import { trainStage } from './stages/train.js';
import { varyStage } from './stages/vary.js';
import { weightsStage } from './stages/weights.js';

export interface RunOptions {
  /** Path of the YAML that `config` was read from, and its plain content for the report. */
  readonly configPath: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly progress: Progress;
  readonly force?: boolean;
  readonly version: string;
  /** Runs the models; by default the embedded engine with the configured number of workers. */
  readonly engine?: Engine;
}

/** Where a run left what it made, and what came out. */
export interface RunResult {
  readonly out: string;
  readonly ladder: Ladder;
  readonly report: string;
  readonly merged: string;
  /** Stages that did work, and stages whose results were still good. */
  readonly done: readonly string[];
  readonly cached: readonly string[];
}

/**
 * The whole method: variants, retrieval, embeddings, the ladder's trainings, layer weights, merge, answers, scores,
 * report. Stages whose inputs, settings and code are unchanged are not run again; a killed run that is started again
 * ends with the same bytes. Trainings and answers run side by side, as many as the engine has slots.
 *
 * @throws the typed errors of the stages, RUN_LOCKED if another process works in the same directory
 */
export async function runPipeline(config: RunConfig, options: RunOptions): Promise<RunResult> {
  const unlock = lockDirectory(config.out);
  const engine = options.engine ?? new EmbeddedEngine(config.engine.workers);
  try {
    return await new Run(config, options, engine).all();
  } finally {
    await engine.close();
    unlock();
  }
}

class Run {
  private readonly done: string[] = [];
  private readonly cached: string[] = [];

  constructor(
    private readonly config: RunConfig,
    private readonly options: RunOptions,
    private readonly engine: Engine,
  ) {}

  async all(): Promise<RunResult> {
    const { config } = this;
    const { data, seed } = config;
    const base = config.model;
    const dataInputs = {
      articles: data.articles,
      train: data.train,
      test: data.test,
      ...(data.paraphrases && { paraphrases: data.paraphrases }),
    };

    const variants = this.path('vary', 'variants.jsonl');
    await this.stage('vary', dataInputs, { ...config.variation, seed }, ['variants.jsonl'], async (dir) =>
      varyStage({ data, ...config.variation, seed }, join(dir, 'variants.jsonl')),
    );
    const train = this.path('retrieve', 'train.jsonl');
    const test = this.path('retrieve', 'test.jsonl');
    await this.stage(
      'retrieve',
      { ...dataInputs, variants },
      config.retrieval,
      ['train.jsonl', 'test.jsonl'],
      async (dir) =>
        retrieveStage(
          { data, variants, k: config.retrieval.k },
          { train: join(dir, 'train.jsonl'), test: join(dir, 'test.jsonl') },
        ),
    );
    const encoded = ['encoder.json', 'queries.jsonl', 'embeddings.safetensors'] as const;
    const [encoder, queries, embeddings] = encoded.map((file) => this.path('encode', file)) as [string, string, string];
    await this.stage(
      'encode',
      { articles: data.articles, examples: train },
      { ...config.encoder, seed },
      encoded,
      (dir, onProgress) => {
        const [encoder, queries, embeddings] = encoded.map((file) => join(dir, file)) as [string, string, string];
        const encodeOptions = { articles: data.articles, examples: train, dimensions: config.encoder.dimensions, seed };
        return encodeStage(this.engine, encodeOptions, { encoder, queries, embeddings }, onProgress);
      },
    );

    const rungs = trainedRungs(config.specialists);
    const specialists = rungs.filter(({ name }) => name in config.specialists);
    const models = new Map<string, Promise<string>>([[BASE, Promise.resolve(base)]]);
    // The longest training first, so that no worker is left with it alone at the end.
    for (const rung of [...rungs].sort((a, b) => b.kinds.length - a.kinds.length)) {
      models.set(rung.name, this.train(rung, { base, train, queries, embeddings }));
    }
    models.set(MERGED, this.merge(specialists, models, { base, encoder, queries }));
    const names = [BASE, ...rungs.map(({ name }) => name), MERGED];
    const answers = await settleAll(
      names.map(async (name) => ({
        name,
        answers: await this.answer(name, await (models.get(name) as Promise<string>), test),
      })),
    );

    const { threshold, resamples } = config.evaluation;
    await this.stage(
      'evaluate',
      { examples: test, ...Object.fromEntries(answers.map(({ name, answers }) => [`answers of ${name}`, answers])) },
      { threshold, resamples, seed, names },
      ['pairs.jsonl', 'ladder.json'],
      async (dir) => {
        const scoreOptions = { examples: test, models: answers, comparisons: COMPARISONS, threshold, resamples, seed };
        scoreStage(scoreOptions, { pairs: join(dir, 'pairs.jsonl'), ladder: join(dir, 'ladder.json') });
      },
    );
    return this.report(rungs, test, (await models.get(MERGED)) as string);
  }

  private async train(
    rung: Rung,
    files: { base: string; train: string; queries: string; embeddings: string },
  ): Promise<string> {
    const { prompt, training, seed } = this.config;
    const name = `train/${rung.name}`;
    await this.stage(
      name,
      { base: files.base, examples: files.train, embeddings: files.embeddings },
      { rung, prompt, training, seed },
      ['plan.json', 'model', 'log.jsonl'],
      (dir, onProgress) =>
        trainStage(
          this.engine,
          {
            rung,
            base: files.base,
            examples: files.train,
            queries: files.queries,
            embeddings: files.embeddings,
            prompt,
            training,
            seed,
          },
          {
            plan: join(dir, 'plan.json'),
            state: join(dir, 'state.safetensors'),
            model: join(dir, 'model'),
            log: join(dir, 'log.jsonl'),
          },
          onProgress,
        ),
      'steps',
    );
    return this.path(name, 'model');
  }

  private async merge(
    specialists: readonly Rung[],
    models: ReadonlyMap<string, Promise<string>>,
    files: { base: string; encoder: string; queries: string },
  ): Promise<string> {
    const { weights: settings, merge, seed } = this.config;
    const trained = await Promise.all(
      specialists.map(async ({ name }) => ({ name, dir: await (models.get(name) as Promise<string>) })),
    );
    const inputs = Object.fromEntries(trained.map(({ name, dir }) => [name, dir]));
    const { queries: count, ...rest } = settings;
    const outputs = ['weights.json', 'queries.jsonl', ...trained.map(({ name }) => `${name}.safetensors`)];
    await this.stage(
      'weights',
      { ...inputs, encoder: files.encoder, queries: files.queries },
      { ...settings, seed },
      outputs,
      async (dir, onProgress) => {
        await weightsStage(
          this.engine,
          { models: trained, queries: files.queries, encoder: files.encoder, count, ...rest, seed },
          dir,
          onProgress,
        );
      },
      'queries',
    );
    const weights = this.path('weights', 'weights.json');
    await this.stage(
      'merge',
      { base: files.base, ...inputs, weights },
      { ...merge, seed },
      ['model'],
      async (dir, onProgress) => {
        let before = 0;
        await mergeStage(
          { base: files.base, models: trained, weights, ...merge, seed },
          join(dir, 'model'),
          (done, total) => {
            onProgress(done - before, total);
            before = done;
          },
        );
      },
      'bytes',
    );
    return this.path('merge', 'model');
  }

  private async answer(name: string, model: string, examples: string): Promise<string> {
    const { prompt, evaluation } = this.config;
    const { maxNewTokens, batch } = evaluation;
    const stage = `generate/${name}`;
    await this.stage(
      stage,
      { model, examples },
      { prompt, maxNewTokens, batch },
      ['answers.jsonl'],
      (dir, onProgress) =>
        generateStage(
          this.engine,
          { model, examples, prompt, maxNewTokens, batch },
          { partial: join(dir, 'partial.jsonl'), answers: join(dir, 'answers.jsonl') },
          onProgress,
        ),
      'answers',
    );
    return this.path(stage, 'answers.jsonl');
  }

  private async report(rungs: readonly Rung[], examples: string, merged: string): Promise<RunResult> {
    const { config, options } = this;
    const pairs = this.path('evaluate', 'pairs.jsonl');
    const ladder = this.path('evaluate', 'ladder.json');
    const weights = this.path('weights', 'weights.json');
    const logs = rungs.map(({ name }) => ({ model: name, log: this.path(`train/${name}`, 'log.jsonl') }));
    const named = {
      'ladder.json': ladder,
      'weights.json': weights,
      'merged model': join(merged, 'model.safetensors'),
      'test examples': examples,
    };
    const hashes = Object.fromEntries(
      await Promise.all(Object.entries(named).map(async ([name, path]) => [name, await sha256File(path)] as const)),
    );
    const { data } = config;
    const inputs = {
      articles: data.articles,
      train: data.train,
      test: data.test,
      pairs,
      ladder,
      weights,
      examples,
      ...Object.fromEntries(logs.map(({ model, log }) => [`log of ${model}`, log])),
    };
    await this.stage(
      'report',
      inputs,
      { settings: options.settings, version: options.version, hashes },
      ['report-data.json', 'report.html'],
      async (dir) =>
        reportStage(
          {
            config,
            settings: options.settings,
            ladder,
            pairs,
            examples,
            weights,
            logs,
            hashes,
            version: options.version,
            command: commandOf(options.configPath),
          },
          { data: join(dir, 'report-data.json'), report: join(dir, 'report.html') },
        ),
    );
    const report = join(config.out, 'report.html');
    mkdirSync(config.out, { recursive: true });
    copyFileSync(ladder, join(config.out, 'ladder.json'));
    copyFileSync(this.path('report', 'report.html'), report);
    return { out: config.out, ladder: readJson(ladder, Ladder), report, merged, done: this.done, cached: this.cached };
  }

  private path(stage: string, file: string): string {
    return join(this.config.out, stage, file);
  }

  /** Runs one stage unless its result is still good, and shows its progress. */
  private async stage(
    name: string,
    inputs: Readonly<Record<string, string>>,
    settings: unknown,
    outputs: readonly string[],
    work: (dir: string, onProgress: OnProgress) => Promise<void>,
    unit = 'files',
  ): Promise<void> {
    const outcome = await runStage(
      {
        dir: join(this.config.out, name),
        name,
        inputs,
        settings,
        code: stageModule(name),
        outputs,
        ...(this.options.force && { force: true }),
      },
      async (scratch) => {
        let task: ReturnType<Progress['task']> | undefined;
        await work(scratch, (done, total, note) => {
          task ??= this.options.progress.task(name, total, unit);
          task.advance(done, note);
        });
        (task ?? this.options.progress.task(name, outputs.length, unit)).end();
      },
    );
    (outcome === 'cached' ? this.cached : this.done).push(name);
  }
}

/** The module whose code, with all that it imports, decides whether a stage's result is still good. */
function stageModule(name: string): string {
  const file = name.split('/')[0] === 'evaluate' ? 'score' : name.split('/')[0];
  return join(dirname(fileURLToPath(import.meta.url)), 'stages', `${file}.js`);
}

/** Waits for all, even when one fails, so that nothing still writes when the error is reported; then throws the first. */
async function settleAll<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  for (const result of settled) if (result.status === 'rejected') throw result.reason;
  return settled.map((result) => (result as PromiseFulfilledResult<T>).value);
}
