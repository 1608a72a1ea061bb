import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { DatasetPaths } from '../core/dataset.js';
import { EmbeddedEngine } from '../engine/embedded/embedded-engine.js';
import type { OnProgress } from '../engine/engine.js';
import { Device } from '../graph/device.js';
import { KINDS, type Kind } from '../variation/kind-names.js';
import type { CommandContext } from './context.js';

export * from './parse-options.js';

/** Parses kinds of rewording, separated by commas. */
export function kindList(text: string): Kind[] {
  return text.split(',').map((name) => {
    const kind = KINDS.find((known) => known === name.trim());
    if (!kind) throw new InvalidArgumentError(`Known kinds: ${KINDS.join(', ')}.`);
    return kind;
  });
}

/** The files of a data set in one folder, by their default names; paraphrases.jsonl is optional. */
export function datasetIn(folder: string): DatasetPaths {
  const file = (name: string) => join(folder, `${name}.jsonl`);
  const paths = { articles: file('articles'), train: file('train'), test: file('test') };
  return existsSync(file('paraphrases')) ? { ...paths, paraphrases: file('paraphrases') } : paths;
}

/** `--device`, for commands that run a model. */
export function deviceOption(): Option {
  return new Option('--device <name>', 'device that runs the model').choices(Device.options).default('cpu');
}

/** Runs `work` with the embedded engine and one progress task; frees both even if `work` throws. */
export async function withEngine<T>(
  context: CommandContext,
  label: string,
  unit: string,
  work: (engine: EmbeddedEngine, onProgress: OnProgress) => Promise<T>,
  device?: Device,
): Promise<T> {
  const engine = new EmbeddedEngine(Math.min(2, availableParallelism()), device);
  let task: ReturnType<CommandContext['progress']['task']> | undefined;
  try {
    return await work(engine, (done, total, note) => {
      task ??= context.progress.task(label, total, unit);
      task.advance(done, note);
    });
  } finally {
    task?.end();
    await engine.close();
  }
}
