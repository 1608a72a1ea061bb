import type { RunConfig } from '../config.js';
import type { RunContext } from '../run-context.js';
import { devExamplesStage } from '../stages/dev-examples.js';

/**
 * The dev questions of a run and their variants, each with its contexts; returns the examples' file.
 *
 * @param folder of the stage: another for other questions of the same run
 */
export async function devExamples(
  run: RunContext,
  data: NonNullable<RunConfig['dev']>,
  folder = 'tune/examples',
): Promise<string> {
  const { variation, retrieval, seed } = run.config;
  return (await run.stage(devExamplesStage, { data, variation, retrieval, seed }, folder)).examples;
}
