import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Progress, ProgressTask } from '../core/progress.js';
import type { Engine, OnProgress } from '../engine/engine.js';
import type { RunConfig } from './config.js';
import { engineFingerprint } from './engine-settings.js';
import { filesIn, type Stage } from './stage.js';
import { runCached } from './stage-cache.js';
import { discardCost, type MeasuredCost, measureCost, writeCost } from './stage-cost.js';

/** State shared by the stages of a run: settings, engine, paths, and which stages had work to do. */
export class RunContext {
  readonly done: string[] = [];
  readonly cached: string[] = [];
  /** Stages wait here rather than inside the engine, so that their measured time excludes waiting. */
  private readonly slot: ReturnType<typeof pLimit>;

  constructor(
    readonly config: RunConfig,
    readonly engine: Engine,
    private readonly progress: Progress,
    private readonly force: boolean,
  ) {
    this.slot = pLimit(Math.max(1, engine.slots));
  }

  /** The place of a stage's output. */
  path(stage: string, file: string): string {
    return join(this.config.out, stage, file);
  }

  /**
   * Runs a stage in a scratch folder unless its result is up to date, and shows its progress.
   *
   * @param folder in the run directory, and what the work is called; no two uses of stages share one
   * @returns paths of the results; files of the roles in `scratch` are deleted
   */
  async stage<O, F extends object>(stage: Stage<O, F>, options: O, folder: string = stage.name): Promise<F> {
    const { name, version, unit, engine: verb } = stage;
    const dir = join(this.config.out, folder);
    const settings = stage.settings(options);
    const deciding = verb && engineFingerprint(this.config.engine, verb);
    const files = stage.files(options);
    const outputs = namesOf(files, (role) => !stage.scratch?.includes(role));
    let cost: MeasuredCost | undefined;
    const outcome = await runCached(
      {
        ...{ dir, stage: name, version, inputs: stage.inputs(options), outputs, force: this.force },
        settings: deciding ? { settings, ...deciding } : settings,
        measured: namesOf(files, (role) => stage.measured?.includes(role) ?? false),
      },
      async (scratch) => {
        discardCost(dir);
        let task: ProgressTask | undefined;
        const onProgress: OnProgress = (count, total, note) => {
          task ??= this.progress.task(folder, total, unit);
          task.advance(count, note);
        };
        const made = filesIn(stage, options, scratch);
        const work = async () => {
          if (stage.engine) await stage.work(this.engine, options, made, onProgress);
          else await stage.work(options, made, onProgress);
        };
        cost = await (verb ? this.slot(() => measureCost(work)) : measureCost(work));
        task ??= this.allAtOnce(folder, outputs.length, unit);
        task.end();
      },
    );
    if (cost) writeCost(dir, cost);
    (outcome === 'cached' ? this.cached : this.done).push(folder);
    return filesIn(stage, options, dir);
  }

  /** The task of a stage that ended before its first progress message. */
  private allAtOnce(label: string, total: number, unit: string): ProgressTask {
    const task = this.progress.task(label, total, unit);
    task.advance(total);
    return task;
  }
}

/** Names of the files of some roles. */
function namesOf<F extends object>(files: F, wanted: (role: keyof F) => boolean): string[] {
  return Object.entries(files).flatMap(([role, name]) => (wanted(role as keyof F) ? [name as string] : []));
}
