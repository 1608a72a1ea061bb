import type { DecodingOverrides } from '../../generation/decoding.js';
import type { Precision } from '../../models/constant-weights.js';
import type { PromptTemplate } from '../../text/prompt.js';
import type { EngineStage } from '../stage.js';

/** Which model answers which examples, and how. */
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

/** The answers (JSONL), how they were decoded, and those that are there so far. */
export interface GenerateFiles {
  readonly answers: string;
  readonly record: string;
  readonly partial: string;
}

/** Number of batches after which a killed job can resume; within them a finished answer makes room for the next. */
const WINDOW = 4;

/** Lets one model answer every example. */
export const generateStage: EngineStage<GenerateOptions, GenerateFiles> = {
  name: 'generate',
  version: 1,
  unit: 'answers',
  engine: 'generate',
  inputs: ({ model, adapter, examples }) => ({ model, ...(adapter && { adapter }), examples }),
  settings: ({ model: _, adapter: __, examples: ___, ...settings }) => settings,
  files: () => ({ answers: 'answers.jsonl', record: 'decoding.json', partial: 'partial.jsonl' }),
  scratch: ['partial'],
  work: (engine, options, { answers, record, partial }, onProgress) =>
    engine.generate({ ...options, window: WINDOW, partial, out: answers, record }, onProgress),
};
