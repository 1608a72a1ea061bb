import type { Engine, OnProgress } from '../../engine/engine.js';
import type { PromptTemplate } from '../../text/prompt.js';

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
