import { join } from 'node:path';
import type { Engine, OnProgress } from '../../engine/engine.js';
import type { PromptTemplate } from '../../text/prompt.js';
import type { NamedModel } from '../models.js';
import type { RunContext } from '../run-context.js';

export interface GenerateOptions {
  readonly model: string;
  readonly examples: string;
  readonly prompt: PromptTemplate;
  readonly maxNewTokens: number;
  readonly batch: number;
}

/** Lets one model answer every example greedily. */
export function generateStage(
  engine: Engine,
  options: GenerateOptions,
  out: { partial: string; answers: string },
  onProgress?: OnProgress,
): Promise<void> {
  return engine.generate({ ...options, partial: out.partial, out: out.answers }, onProgress);
}

/** The `generate` stage of one model of a run; returns its answers' file. */
export async function runGenerate(
  run: RunContext,
  { name, dir: model }: NamedModel,
  examples: string,
): Promise<string> {
  const { prompt, evaluation } = run.config;
  const { maxNewTokens, batch } = evaluation;
  const stage = {
    name: `generate/${name}`,
    module: import.meta.url,
    inputs: { model, examples },
    settings: { prompt, maxNewTokens, batch },
    outputs: ['answers.jsonl'],
    unit: 'answers',
    usesEngine: true,
  };
  await run.stage(stage, (dir, onProgress) => {
    const files = { partial: join(dir, 'partial.jsonl'), answers: join(dir, 'answers.jsonl') };
    return generateStage(run.engine, { model, examples, prompt, maxNewTokens, batch }, files, onProgress);
  });
  return run.path(stage.name, 'answers.jsonl');
}
