import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeFileAtomic } from '../core/files.js';
import { lockDirectory } from '../core/lock.js';
import type { Progress } from '../core/progress.js';
import { settleAll } from '../core/settle-all.js';
import type { Engine } from '../engine/engine.js';
import { Ladder } from '../evaluation/ladder.js';
import type { RunConfig } from './config.js';
import { openEngine, withoutAddress } from './engine-settings.js';
import { LadderModels } from './ladder-models.js';
import { causeAnswers, modelAnswers } from './model-answers.js';
import { BASE, COMPARISONS, MERGED } from './models.js';
import { RunContext } from './run-context.js';
import { commandOf, runReport } from './run-report.js';
import { discardLeftovers } from './scratch.js';
import { evaluateStage } from './stages/evaluate.js';

/** How a run is carried out and told of. */
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

/** Paths of a run's results, and its figures. */
export interface RunResult {
  readonly out: string;
  readonly ladder: Ladder;
  readonly report: string;
  readonly merged: string;
  /** Stages that did work, and stages whose results were up to date. */
  readonly done: readonly string[];
  readonly cached: readonly string[];
}

/**
 * The whole method: variants, retrieval, embeddings, the ladder's trainings, layer weights, merge, answers, scores,
 * report. Stages whose version, inputs and settings are unchanged are not run again; a killed run that is started again
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
  const made = await LadderModels.prepare(run);
  const { rungs, examples } = made;
  // The longest training first, so that no worker is left with it alone at the end.
  const longestFirst = [...rungs].sort((a, b) => b.kinds.length - a.kinds.length);
  for (const { name } of longestFirst) void made.model(name);
  const models = [BASE, ...rungs.map(({ name }) => name), MERGED].map((name) => made.model(name));
  const answered = await settleAll(
    models.map(async (promised) => {
      const model = await promised;
      const answers = await modelAnswers(run, model, examples.test);
      return { name: model.name, answers, further: await causeAnswers(run, model, examples.test, answers) };
    }),
  );
  const { evaluation, seed } = config;
  const { threshold, resamples, bertscore, words } = evaluation;
  const { ladder, pairs, causes } = await run.stage(evaluateStage, {
    ...{ examples: examples.test, models: answered, comparisons: COMPARISONS },
    ...{ threshold, resamples, seed, bertscore, words },
  });

  const [{ dir: merged }, { weights, similarities }] = await Promise.all([made.model(MERGED), made.weights()]);
  const logs = rungs.map(({ name }) => ({ model: name, log: run.path(`train/${name}`, 'log.jsonl') }));
  const report = await runReport(
    run,
    { ladder, pairs, examples: examples.test, weights, similarities, merged, logs, answers: answered },
    { settings: withoutAddress(options.settings), version: options.version, command: commandOf(options.configPath) },
  );
  if (causes !== undefined) toTop(config.out, causes, 'causes.json');
  return {
    out: config.out,
    ladder: readJson(toTop(config.out, ladder, 'ladder.json'), Ladder),
    report: toTop(config.out, report, 'report.html'),
    merged,
    done: run.done,
    cached: run.cached,
  };
}

/** Copies a result to the top of the run directory, where users look for it. */
function toTop(out: string, file: string, name: string): string {
  const target = join(out, name);
  writeFileAtomic(target, readFileSync(file));
  return target;
}
