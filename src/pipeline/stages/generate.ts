import { join } from 'node:path';
import type { Engine, OnProgress } from '../../engine/engine.js';
import type { DecodingOverrides } from '../../generation/decoding.js';
import type { Precision } from '../../models/constant-weights.js';
import type { PromptTemplate } from '../../text/prompt.js';
import type { NamedModel } from '../models.js';
import type { RunContext } from '../run-context.js';

export interface GenerateOptions {
  readonly model: string;
  /** PEFT adapter of the model. */
  readonly adapter?: string;
  readonly examples: string;
  readonly prompt: PromptTemplate;
  readonly maxNewTokens: number;
  readonly batch: number;
  /** See `GenerateJob`. */
  readonly decoding?: DecodingOverrides;
  /** See `GenerateJob`. */
  readonly precision?: Precision;
}

/** Batches after which a killed job goes on; within them an answer that ends makes room for the next. */
const WINDOW = 4;

/** Lets one model answer every example. */
export function generateStage(
  engine: Engine,
  options: GenerateOptions,
  out: { partial: string; answers: string; record: string },
  onProgress?: OnProgress,
): Promise<void> {
  const { partial, answers, record } = out;
  return engine.generate({ ...options, window: WINDOW, partial, out: answers, record }, onProgress);
}

/**
 * The `generate` stage of one model of a run, greedy; returns its answers' file.
 *
 * @param name of the stage, for answers to other questions than the run's
 */
export async function runGenerate(
  run: RunContext,
  { name: modelName, dir: model }: NamedModel,
  examples: string,
  name = `generate/${modelName}`,
): Promise<string> {
  const { prompt, evaluation } = run.config;
  const { maxNewTokens, batch } = evaluation;
  const stage = {
    name,
    module: import.meta.url,
    inputs: { model, examples },
    settings: { prompt, maxNewTokens, batch },
    outputs: ['answers.jsonl', 'decoding.json'],
    unit: 'answers',
    usesEngine: 'generate' as const,
  };
  await run.stage(stage, (dir, onProgress) => {
    const files = {
      partial: join(dir, 'partial.jsonl'),
      answers: join(dir, 'answers.jsonl'),
      record: join(dir, 'decoding.json'),
    };
    const options = { model, examples, prompt, maxNewTokens, batch, decoding: { sample: false } };
    return generateStage(run.engine, options, files, onProgress);
  });
  return run.path(stage.name, 'answers.jsonl');
}
