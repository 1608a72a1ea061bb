import { join } from 'node:path';
import type { RunConfig } from '../config.js';
import type { RunContext } from '../run-context.js';
import { retrieveStage } from '../stages/retrieve.js';
import { varyStage } from '../stages/vary.js';

/**
 * The stage of the dev questions and their variants, each with its contexts; returns the examples' file.
 *
 * @param name of the stage: another for other questions of the same run
 */
export async function devExamples(
  run: RunContext,
  data: NonNullable<RunConfig['dev']>,
  name = 'tune/examples',
): Promise<string> {
  const { variation, retrieval, seed } = run.config;
  const stage = {
    name,
    module: import.meta.url,
    inputs: { ...data },
    settings: { variation, retrieval, seed },
    outputs: ['dev.jsonl'],
  };
  await run.stage(stage, (dir) => {
    const at = (file: string) => join(dir, file);
    varyStage({ data, ...variation, seed }, at('variants.jsonl'));
    retrieveStage(
      { data, variants: at('variants.jsonl'), k: retrieval.k },
      { train: at('train.jsonl'), test: at('dev.jsonl') },
    );
  });
  return run.path(name, 'dev.jsonl');
}
