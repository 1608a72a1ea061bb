import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Progress, ProgressTask } from '../core/progress.js';
import type { Engine, OnProgress } from '../engine/engine.js';
import type { RunConfig } from './config.js';
import { type EngineVerb, engineCode, engineFingerprint } from './engine-settings.js';
import { runStage } from './stage.js';
import { discardCost, type MeasuredCost, measureCost, writeCost } from './stage-cost.js';

/** One stage of a run, see `Stage`. */
export interface RunStage {
  /** Also the stage's folder in the run directory. */
  readonly name: string;
  /** `import.meta.url` of the module that does the work. */
  readonly module: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly settings: unknown;
  readonly outputs: readonly string[];
  /** See `Stage`. */
  readonly measured?: readonly string[];
  /** What its progress counts. Default: files. */
  readonly unit?: string;
  /** What it has the engine do, if anything: the engine's code and what else decides its work then count too. */
  readonly usesEngine?: EngineVerb;
}

/** What the stages of one run share: settings, engine, where things lie, and which stages had work to do. */
export class RunContext {
  readonly done: string[] = [];
  readonly cached: string[] = [];
  /** Stages wait here rather than inside the engine, so that waiting is no part of what they took. */
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

  /** Runs `work` in a scratch folder unless the stage's result is still good, and shows its progress. */
  async stage(
    stage: RunStage,
    work: (dir: string, onProgress: OnProgress) => Promise<unknown> | unknown,
  ): Promise<void> {
    const { name, module, inputs, settings, outputs, measured = [], usesEngine, unit = 'files' } = stage;
    const { engine } = this.config;
    const code = usesEngine ? [module, ...engineCode(engine, usesEngine)] : module;
    const dir = join(this.config.out, name);
    const deciding = usesEngine && engineFingerprint(engine, usesEngine);
    const judged = deciding ? { settings, ...deciding } : settings;
    let cost: MeasuredCost | undefined;
    const outcome = await runStage(
      { dir, name, inputs, settings: judged, code, outputs, measured, force: this.force },
      async (scratch) => {
        discardCost(dir);
        let task: ProgressTask | undefined;
        const measured = () =>
          measureCost(async () => {
            await work(scratch, (count, total, note) => {
              task ??= this.progress.task(name, total, unit);
              task.advance(count, note);
            });
          });
        cost = await (usesEngine ? this.slot(measured) : measured());
        task ??= this.allAtOnce(name, outputs.length, unit);
        task.end();
      },
    );
    if (cost) writeCost(dir, cost);
    (outcome === 'cached' ? this.cached : this.done).push(name);
  }

  /** The task of a stage that was over before it had anything to tell. */
  private allAtOnce(name: string, total: number, unit: string): ProgressTask {
    const task = this.progress.task(name, total, unit);
    task.advance(total);
    return task;
  }
}
