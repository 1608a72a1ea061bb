import type { DecodingOverrides } from '../generation/decoding.js';
import type { Precision } from '../models/constant-weights.js';
import type { LoraSettings } from '../models/lora.js';
import type { Pooling } from '../models/pooling.js';
import type { PromptTemplate } from '../text/prompt.js';
import type { FileSettings, StepSettings } from '../training/settings.js';

/** Fine-tunes one model. Every field is plain data, so that a job can be sent to another process or machine. */
export interface TrainJob extends FileSettings {
  /** Name of the model in messages. */
  readonly name: string;
  /** Directory of the model to start from. */
  readonly base: string;
  /** PEFT LoRA adapter of the base to start from: with `lora` it is trained on, else merged into the base first. */
  readonly adapter?: string;
  /** JSONL of examples (id, text, contexts, answer). */
  readonly examples: string;
  /** JSON of the training plan over those examples' ids. */
  readonly plan: string;
  readonly prompt: PromptTemplate;
  /** What decides the steps, beside the plan that says how many there are. */
  readonly settings: StepSettings;
  /**
   * Trains an adapter instead of all weights and writes it to `out` as a PEFT directory; the job's own `out` is then the
   * base with the adapter merged in.
   */
  readonly lora?: LoraSettings & { readonly out: string };
  /** Resumable state; it exists while the job is under way. */
  readonly state: string;
  /** Outputs: the model directory and the loss log (JSONL). */
  readonly out: string;
  readonly log: string;
}

/** Reads pooled hidden states. */
export interface ActivationsJob {
  readonly model: string;
  /** PEFT LoRA adapter of the model, merged in before anything is read. */
  readonly adapter?: string;
  /** JSONL of queries (id, text). */
  readonly queries: string;
  readonly pooling: Pooling;
  /** Output: safetensors with `activations` float32 [layers + 1, queries, hidden]. */
  readonly out: string;
}

/** Answers examples. */
export interface GenerateJob {
  readonly model: string;
  /** PEFT LoRA adapter of the model, merged in before anything is answered. */
  readonly adapter?: string;
  readonly examples: string;
  readonly prompt: PromptTemplate;
  readonly maxNewTokens: number;
  /** Overrides of the model's generation_config.json; `{ sample: false }` for greedy decoding. */
  readonly decoding?: DecodingOverrides;
  /** Precision of the weights of linear maps. Default: float32. */
  readonly precision?: Precision;
  /** Sequences decoded at a time. */
  readonly batch: number;
  /** Batches per window, after which the job can resume; within a window a finished answer makes room for the next. Default: 1. */
  readonly window?: number;
  /** Append-only file of answers; the job resumes after its last whole window. */
  readonly partial: string;
  /** Output: JSON of every effective parameter of the decoding. Default: not written. */
  readonly record?: string;
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

/** Progress callback: more units done, total units, and the unit (steps, queries, answers). An error thrown by it ends the job. */
export type OnProgress = (done: number, total: number, note?: string) => void;

/**
 * Runs models. An implementation reads and writes only the files named in a job. The same job on the same machine gives the
 * same bytes, and a killed job that is started again gives the bytes of an uninterrupted one. `engine.contract.ts` tests
 * every implementation.
 */
export interface Engine {
  readonly name: string;
  /** Largest number of parallel jobs. */
  readonly slots: number;
  train(job: TrainJob, onProgress?: OnProgress): Promise<void>;
  activations(job: ActivationsJob, onProgress?: OnProgress): Promise<void>;
  generate(job: GenerateJob, onProgress?: OnProgress): Promise<void>;
  encode(job: EncodeJob, onProgress?: OnProgress): Promise<void>;
  /** Stops running jobs and frees everything. */
  close(): Promise<void>;
}
