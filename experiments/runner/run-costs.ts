import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, readJsonLines } from 'unisono/core';
import { decoderFlops, multipliedWeights, parameterCount, readModelConfig } from 'unisono/models';
import type { RunConfig } from 'unisono/pipeline';
import { LogLine } from 'unisono/training';
import type { z } from 'zod';
import { type Cost, type ModelShape, RunCosts } from './results.js';

/** A line of a training whose speed was measured. */
const Step = LogLine.required({ tokensPerSecond: true });

/**
 * What the stages of a run cost, as its report has them. Trainings are counted again from their logs: a report knows the
 * time of the last process alone, which of a training that was stopped and went on is only a part.
 */
export function runCosts({ out, model, training }: RunConfig): Cost[] {
  const config = readModelConfig(model);
  const how = { checkpointLayers: training.checkpointLayers, adapter: training.lora !== undefined };
  return readJson(join(out, 'report', 'report-data.json'), RunCosts).costs.map((cost) => {
    const dir = join(out, cost.stage);
    const diskBytes = bytesIn(dir);
    const log = join(dir, 'log.jsonl');
    if (!cost.stage.startsWith('train/') || !existsSync(log)) return { ...cost, diskBytes };
    const { seconds, tokens } = trained(readJsonLines(log, Step));
    return { ...cost, diskBytes, tokens, seconds, flops: decoderFlops(config, tokens, 'training', how) };
  });
}

/** Size and shape of a run's model. */
export function modelShape({ out, model, specialists, training }: RunConfig): ModelShape {
  const config = readModelConfig(model);
  const tensors = readdirSync(join(out, 'merge', 'model')).filter((file) => file.endsWith('.safetensors'));
  return {
    weights: parameterCount(config),
    multiplied: multipliedWeights(config),
    bytes: tensors.reduce((sum, file) => sum + statSync(join(out, 'merge', 'model', file)).size, 0),
    specialists: Object.keys(specialists),
    rank: training.lora?.rank ?? null,
  };
}

/** Time and tokens of all steps, whichever process took them. Speeds are logged in whole tokens: a percent at most. */
export function trained(steps: readonly Pick<z.infer<typeof Step>, 'tokens' | 'tokensPerSecond'>[]): {
  seconds: number;
  tokens: number;
} {
  return {
    seconds: steps.reduce((sum, { tokens, tokensPerSecond }) => sum + tokens / Math.max(tokensPerSecond, 1), 0),
    tokens: steps.reduce((sum, { tokens }) => sum + tokens, 0),
  };
}

/** Bytes of all files in a folder; 0 if it does not exist. */
export function bytesIn(dir: string): number {
  if (!existsSync(dir)) return 0;
  const size = (entry: Dirent) => {
    const path = join(dir, entry.name);
    return entry.isDirectory() ? bytesIn(path) : statSync(path).size;
  };
  return readdirSync(dir, { withFileTypes: true }).reduce((sum, entry) => sum + size(entry), 0);
}
