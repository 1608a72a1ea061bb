import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeFileAtomic } from '../core/files.js';
import type { Progress } from '../core/progress.js';
import type { Engine } from '../engine/engine.js';
import { Ladder } from '../evaluation/ladder.js';
import type { RunConfig } from './config.js';
import { openEngine, withoutAddress } from './engine-settings.js';
import { lockDirectory } from './lock.js';
import { BASE, MERGED, type NamedModel, trainedRungs } from './models.js';
import { RunContext } from './run-context.js';
import { discardLeftovers } from './scratch.js';
import { runCauseAnswers } from './stages/cause-answers.js';
import { runEncode } from './stages/encode.js';
import { runEvaluate } from './stages/evaluate.js';
import { runGenerate } from './stages/generate.js';
import { runMerge } from './stages/merge.js';
import { commandOf, runReport } from './stages/report.js';
import { runRetrieve } from './stages/retrieve.js';
import { runTrain } from './stages/train.js';
import { runVary } from './stages/vary.js';
import { runWeights } from './stages/weights.js';

export interface RunOptions {
  /** Path of the YAML that `config` was read from, and its plain content for the report. */
  readonly configPath: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly progress: Progress;
  readonly force?: boolean;
  readonly version: string;
  /** Runs the models; by default the engine that is configured. */
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
  const engine = options.engine ?? openEngine(config.engine);
  let unlock: (() => void) | undefined;
  try {
    unlock = lockDirectory(config.out);
    discardLeftovers(config.out);
    return await runStages(new RunContext(config, engine, options.progress, options.force ?? false), options);
  } finally {
    await engine.close();
    unlock?.();
  }
}

async function runStages(run: RunContext, options: RunOptions): Promise<RunResult> {
  const { config } = run;
  const variants = await runVary(run);
  const examples = await runRetrieve(run, variants);
  const encoded = await runEncode(run, examples.train);

  const rungs = trainedRungs(config.specialists, config.training.kl !== undefined);
  const base: NamedModel = { name: BASE, dir: config.model };
  // The longest training first, so that no worker is left with it alone at the end.
  const trained = new Map<string, Promise<NamedModel>>();
  for (const rung of [...rungs].sort((a, b) => b.kinds.length - a.kinds.length)) {
    trained.set(
      rung.name,
      runTrain(run, rung, examples.train, encoded).then((dir) => ({ name: rung.name, dir })),
    );
  }
  const merge = async (): Promise<NamedModel & { weights: string }> => {
    const specialists = await Promise.all(Object.keys(config.specialists).map((name) => trained.get(name)!));
    const weights = await runWeights(run, specialists, encoded);
    return { name: MERGED, dir: await runMerge(run, specialists, weights), weights };
  };
  const merged = merge();
  const models = [Promise.resolve(base), ...rungs.map(({ name }) => trained.get(name)!), merged];
  const answered = await settleAll(
    models.map(async (promised) => {
      const model = await promised;
      const answers = await runGenerate(run, model, examples.test);
      return { name: model.name, answers, further: await runCauseAnswers(run, model, examples.test, answers) };
    }),
  );
  const { ladder, pairs, causes } = await runEvaluate(run, answered, examples.test);

  const { dir: mergedModel, weights } = await merged;
  const logs = rungs.map(({ name }) => ({ model: name, log: run.path(`train/${name}`, 'log.jsonl') }));
  const report = await runReport(
    run,
    { ladder, pairs, examples: examples.test, weights, merged: mergedModel, logs, answers: answered },
    { settings: withoutAddress(options.settings), version: options.version, command: commandOf(options.configPath) },
  );
  if (answered.some(({ further }) => further !== undefined)) toTop(config.out, causes, 'causes.json');
  return {
    out: config.out,
    ladder: readJson(toTop(config.out, ladder, 'ladder.json'), Ladder),
    report: toTop(config.out, report, 'report.html'),
    merged: mergedModel,
    done: run.done,
    cached: run.cached,
  };
}

/** Puts a copy of a result where people look for it, at the top of the run directory. */
function toTop(out: string, file: string, name: string): string {
  const target = join(out, name);
  writeFileAtomic(target, readFileSync(file));
  return target;
}

/** Waits for all, even when one fails, so that nothing still writes when the error is reported; then throws the first. */
async function settleAll<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  for (const result of settled) if (result.status === 'rejected') throw result.reason;
  return settled.map((result) => (result as PromiseFulfilledResult<T>).value);
}
