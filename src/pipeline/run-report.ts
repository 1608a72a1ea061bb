import { basename, join } from 'node:path';
import { sha256File } from '../core/hash.js';
import type { RunContext } from './run-context.js';
import { readCost } from './stage-cost.js';
import { stageCosts } from './stage-costs.js';
import { type ReportOptions, reportStage } from './stages/report.js';

/** Inputs of the report from a run, by path. */
export interface ReportInputs
  extends Pick<Required<ReportOptions>, 'ladder' | 'pairs' | 'examples' | 'weights' | 'similarities' | 'logs'> {
  /** Directory of the merged model. */
  readonly merged: string;
  readonly answers: readonly {
    readonly name: string;
    readonly answers: string;
    /** Answers of the `causes` stage. */
    readonly further?: string | undefined;
  }[];
}

/** The command line shown in a report. */
export function commandOf(configPath: string): string {
  return `unisono run ${basename(configPath)}`;
}

/** The report of a run, with its costs and the hashes of what it made; returns report.html. */
export async function runReport(
  run: RunContext,
  { merged, answers, logs, ...given }: ReportInputs,
  about: Pick<ReportOptions, 'settings' | 'version' | 'command'>,
): Promise<string> {
  const { config } = run;
  const { examples, weights } = given;
  const costs = stageCosts({
    ...{ base: config.model, prompt: config.prompt, checkpointLayers: config.training.checkpointLayers },
    ...{ adapter: config.training.lora !== undefined, examples, weights, logs, answers },
    specialists: Object.keys(config.specialists),
    measured: (stage) => readCost(join(config.out, stage)),
  });
  const named = { ...given, 'merged model': join(merged, 'model.safetensors') };
  const hashes = Object.fromEntries(
    await Promise.all(Object.entries(named).map(async ([name, path]) => [name, await sha256File(path)] as const)),
  );
  return (await run.stage(reportStage, { config, ...given, logs, ...about, costs, hashes })).report;
}
