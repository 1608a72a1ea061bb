import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadDataset } from '../../core/dataset.js';
import { UnisonoError } from '../../core/errors.js';
import { readJsonLines, writeJson } from '../../core/files.js';
import { lockDirectory } from '../../core/lock.js';
import type { Progress } from '../../core/progress.js';
import type { Engine } from '../../engine/engine.js';
import type { Comparison } from '../../evaluation/build-ladder.js';
import type { Difference, Ladder, LadderRow } from '../../evaluation/ladder.js';
import { type AnsweredModel, scoreAnswers } from '../../evaluation/score-answers.js';
import { metricVersions } from '../../metrics/registry.js';
import { Example } from '../../retrieval/example.js';
import type { RunConfig } from '../config.js';
import { openEngine } from '../engine-settings.js';
import { modelAnswers } from '../model-answers.js';
import type { NamedModel } from '../models.js';
import { RunContext } from '../run-context.js';
import { trialStage } from '../stages/trial.js';
import { best, choose } from './choose.js';
import { devExamples } from './dev-examples.js';
import { isUniform, type Trial, trialName } from './trial.js';
import type { TriedMerge, TuneResult } from './tune-result.js';

/** How a search is carried out and told of. */
export interface TuneOptions {
  readonly progress: Progress;
  /** Runs the models; by default the engine that is configured. */
  readonly engine?: Engine;
}

/**
 * Tries ways to merge the specialists of a finished run and judges them by RS on the dev split: one weight for all, then
 * weights by layer, then other shares of dropped elements with the best of both. Every trial is a stage that is kept; its
 * model is deleted once it has answered.
 *
 * @returns what tune/tune.json holds
 * @throws BAD_ARGUMENT without `data.dev`, FILE_NOT_FOUND for a run whose specialists or weights are not there,
 *   SPLIT_OVERLAP for a dev question that is one of train or test, RUN_LOCKED
 */
export async function tuneMerge(config: RunConfig, options: TuneOptions): Promise<TuneResult> {
  const { dev } = config;
  if (!dev)
    throw new UnisonoError('BAD_ARGUMENT', {
      op: 'tune',
      reason: 'set data.dev: tuning is judged on development questions',
    });
  // Overlap with the test questions would be as bad as with those of training, which the dev data set itself checks.
  loadDataset({ ...dev, train: config.data.test });
  const engine = options.engine ?? openEngine(config.engine);
  let unlock: (() => void) | undefined;
  try {
    unlock = lockDirectory(config.out);
    return await new Tuning(new RunContext(config, engine, options.progress, false), config).run(dev);
  } finally {
    await engine.close();
    unlock?.();
  }
}

/** Answers of a trial, whose model is deleted. */
interface Tried {
  readonly trial: Trial;
  readonly answered: AnsweredModel;
}

class Tuning {
  private readonly tried: Tried[] = [];
  private readonly specialists: NamedModel[];

  constructor(
    private readonly context: RunContext,
    private readonly config: RunConfig,
  ) {
    this.specialists = Object.keys(config.specialists).map((name) => ({
      name,
      dir: context.path(`train/${name}`, 'model'),
    }));
  }

  async run(dev: NonNullable<RunConfig['dev']>): Promise<TuneResult> {
    this.requireRun();
    const examples = await devExamples(this.context, dev);
    const singles = await Promise.all(
      this.specialists.map(async (model) => ({
        name: model.name,
        answers: await modelAnswers(this.context, model, examples, `tune/specialists/${model.name}`),
      })),
    );
    const { tune, merge } = this.config;
    const p = merge.dropProbability;
    const layered = tune.scales.flatMap((scale) =>
      tune.distances.map((distance): Trial => ({ ...scale, distance, dropProbability: p })),
    );
    await this.tryAll(
      [...tune.uniform.map((uniform): Trial => ({ uniform, dropProbability: p })), ...layered],
      examples,
    );
    const first = this.read(await this.score(singles, examples), singles);
    const further = [true, false].flatMap((uniform) => {
      const top = best(first.trials.filter(({ trial }) => isUniform(trial) === uniform));
      return top
        ? tune.dropProbabilities.filter((each) => each !== p).map((each) => ({ ...top.trial, dropProbability: each }))
        : [];
    });
    await this.tryAll(further, examples);
    const result = await this.judge(singles, examples);
    writeJson(this.context.path('tune', 'tune.json'), result);
    return result;
  }

  private requireRun(): void {
    const needed = [
      ...this.specialists.map(({ dir }) => join(dir, 'config.json')),
      this.context.path('weights', 'weights.json'),
    ];
    for (const path of needed)
      if (!existsSync(path)) throw new UnisonoError('FILE_NOT_FOUND', { path, stage: 'unisono run' });
  }

  private async tryAll(trials: readonly Trial[], examples: string): Promise<void> {
    this.tried.push(
      ...(await Promise.all(trials.map(async (trial) => ({ trial, answered: await this.answer(trial, examples) })))),
    );
  }

  /** Merges, answers, and deletes the model. */
  private async answer(trial: Trial, examples: string): Promise<AnsweredModel> {
    const { model: base, prompt, evaluation, weights: how, seed } = this.config;
    const { maxNewTokens, batch } = evaluation;
    const weights = this.context.path('weights', 'weights.json');
    const { specialists } = this;
    const options = {
      ...{ base, specialists, weights, pooling: how.pooling, trial },
      ...{ examples, prompt, maxNewTokens, batch, seed },
    };
    const name = trialName(trial);
    const { answers } = await this.context.stage(trialStage, options, `tune/trials/${name}`);
    return { name, answers };
  }

  /** Scores specialists and trials, and compares the models named. */
  private score(
    singles: readonly AnsweredModel[],
    examples: string,
    comparisons: readonly Comparison[] = [],
  ): Promise<Ladder> {
    const { threshold, resamples, words } = this.config.evaluation;
    const dir = this.context.path('tune', 'scores');
    mkdirSync(dir, { recursive: true });
    const models = [...singles, ...this.tried.map(({ answered }) => answered)];
    const how = { threshold, resamples, words, seed: this.config.seed, bertscore: null };
    return scoreAnswers(
      { examples, models, comparisons, ...how },
      { pairs: join(dir, 'pairs.jsonl'), groups: join(dir, 'groups.jsonl'), ladder: join(dir, 'ladder.json') },
    );
  }

  /** The best single specialist by ROUGE-L, and every trial, not yet compared. */
  private read({ rows }: Ladder, singles: readonly AnsweredModel[]) {
    const { guard } = this.config.tune;
    const rowOf = (name: string) => rows.find(({ model }) => model === name)!;
    const specialist = singles
      .map(({ name }) => ({ name, rougeL: rowOf(name).figures.rougeL.value, guard }))
      .reduce((top, each) => (each.rougeL > top.rougeL ? each : top));
    const trials = this.tried.map(({ trial, answered: { name } }) =>
      triedMerge(name, trial, rowOf(name), specialist.rougeL - guard),
    );
    return { specialist, trials };
  }

  /** Compares every trial with the best uniform one, and chooses. */
  private async judge(singles: readonly AnsweredModel[], path: string): Promise<TuneResult> {
    const { specialist, trials: tried } = this.read(await this.score(singles, path), singles);
    const uniform = best(tried.filter(({ trial }) => isUniform(trial)))!;
    const others = tried.filter(({ name }) => name !== uniform.name);
    const { differences } = await this.score(
      singles,
      path,
      others.map(({ name }) => [name, uniform.name]),
    );
    const trials = tried.map((each) => ({ ...each, gain: gainOf(each.name, differences) }));
    const { chosen, reason } = choose(trials);
    const examples = readJsonLines(path, Example);
    const originals = examples.filter(({ kind }) => kind === 'original').length;
    return {
      questions: originals,
      pairs: examples.length - originals,
      threshold: this.config.evaluation.threshold,
      metrics: metricVersions(),
      specialist,
      trials,
      bestUniform: uniform.name,
      chosen: chosen.name,
      reason,
    };
  }
}

function triedMerge(name: string, trial: Trial, { figures }: LadderRow, floor: number): TriedMerge {
  return { name, trial, figures, gain: null, guarded: figures.rougeL.value >= floor };
}

function gainOf(name: string, differences: readonly Difference[]): TriedMerge['gain'] {
  const found = differences.find(({ a, metric }) => a === name && metric === 'rs');
  if (!found) return null;
  const { value, low, high, bca, n, questions } = found;
  return { value, low, high, bca, n, questions };
}
