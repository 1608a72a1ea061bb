import type { Pooling } from '../models/pooling.js';
import type { DType } from '../tensors/dtype.js';
import type { PromptTemplate } from '../text/prompt.js';
import type { TrainerSettings } from '../training/trainer.js';

/** Fine-tunes one model. Every field is plain data, so that a job can be sent to another process or machine. */
export interface TrainJob {
  /** Name of the model in messages. */
  readonly name: string;
  /** Directory of the model to start from. */
  readonly base: string;
  /** JSONL of examples (id, text, contexts, answer). */
  readonly examples: string;
  /** JSON of the training plan over those examples' ids. */
  readonly plan: string;
  readonly prompt: PromptTemplate;
  /** `steps` is taken from the plan; `warmup` is a share of it. */
  readonly settings: Omit<TrainerSettings, 'steps' | 'warmup'> & { readonly warmup: number };
  readonly dtype: DType;
  readonly checkpointEvery: number;
  /** Resumable state; it exists while the job is under way. */
  readonly state: string;
  /** Outputs: the model directory and the loss log (JSONL). */
  readonly out: string;
  readonly log: string;
}

/** Reads pooled hidden states. */
export interface ActivationsJob {
  readonly model: string;
  /** JSONL of queries (id, text). */
  readonly queries: string;
  readonly pooling: Pooling;
  /** Output: safetensors with `activations` float32 [layers + 1, queries, hidden]. */
  readonly out: string;
}

/** Answers examples greedily. */
export interface GenerateJob {
  readonly model: string;
  readonly examples: string;
  readonly prompt: PromptTemplate;
  readonly maxNewTokens: number;
  /** Prompts per batch. */
  readonly batch: number;
  /** Append-only file of answered batches; the job resumes after its last whole batch. */
  readonly partial: string;
  /** Output: JSONL of answers (id, answer) in the order of the examples. */
  readonly out: string;
}

/** Encodes texts as sentence embeddings. */
export interface EncodeJob {
  /** A fitted encoder (JSON), or a sentence-transformers directory. */
  readonly encoder: string;
  /** JSONL of queries (id, text). */
  readonly queries: string;
  /** Output: safetensors with `embeddings` float32 [queries, size], see `SentenceEncoder`; the encoder's name as metadata. */
  readonly out: string;
}

/** Called as work gets done: how many more units, out of how many, of what (steps, queries, answers). What it throws ends the job. */
export type OnProgress = (done: number, total: number, note?: string) => void;

/**
 * What runs models. An implementation reads and writes the files that a job names and nothing else; the same job on the
 * same machine gives the same bytes, and a job that was killed and is started again ends with the bytes of an
 * undisturbed one. `engine.contract.ts` holds every implementation to that.
 */
export interface Engine {
  readonly name: string;
  /** How many jobs it can work on at a time. */
  readonly slots: number;
  train(job: TrainJob, onProgress?: OnProgress): Promise<void>;
  activations(job: ActivationsJob, onProgress?: OnProgress): Promise<void>;
  generate(job: GenerateJob, onProgress?: OnProgress): Promise<void>;
  encode(job: EncodeJob, onProgress?: OnProgress): Promise<void>;
  /** Stops what is under way and frees everything. */
  close(): Promise<void>;
}
