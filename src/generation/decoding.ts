import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { readJson } from '../core/files.js';
import type { ModelConfig } from '../models/config.js';

/** Everything that decides the next token and the end of an answer. */
export interface Decoding {
  /** true: sample tokens by their probability; false: greedy decoding. */
  readonly sample: boolean;
  /** Temperature: logits are divided by it. Sampling only. */
  readonly temperature: number;
  /** Number of most likely tokens to sample from; 0: all. Sampling only. */
  readonly topK: number;
  /** Sampling from the most likely tokens whose probabilities reach this sum. Sampling only. */
  readonly topP: number;
  /** Logits of tokens in prompt and answer are divided by it where positive, multiplied where negative (Keskar et al. 2019). */
  readonly repetitionPenalty: number;
  readonly seed: number;
  /** Any of these tokens ends an answer. */
  readonly endTokens: readonly number[];
  /** Any of these texts ends an answer, which is cut before it. */
  readonly stopStrings: readonly string[];
}

/** Settings of the caller; the others come from the model's generation_config.json. */
export const DecodingOverrides = z.strictObject({
  sample: z.boolean().optional(),
  temperature: z.number().positive().optional(),
  topK: z.int().min(0).optional(),
  topP: z.number().gt(0).max(1).optional(),
  repetitionPenalty: z.number().positive().optional(),
  seed: z.int().min(0).max(0xffffffff).optional(),
  stopStrings: z.array(z.string().min(1)).optional(),
});
export type DecodingOverrides = z.infer<typeof DecodingOverrides>;

const TokenIds = z.union([z.int(), z.array(z.int())]);

/** Supported fields of generation_config.json, with transformers' defaults. */
const GenerationConfig = z.looseObject({
  do_sample: z.boolean().nullish(),
  temperature: z.number().positive().nullish(),
  top_k: z.int().min(0).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  repetition_penalty: z.number().positive().nullish(),
  eos_token_id: TokenIds.nullish(),
  stop_strings: z.union([z.string(), z.array(z.string())]).nullish(),
});

/** Unsupported fields that change answers, with the values that have no effect. */
const NEUTRAL: Readonly<Record<string, readonly unknown[]>> = {
  num_beams: [1],
  num_beam_groups: [1],
  num_return_sequences: [1],
  penalty_alpha: [0],
  no_repeat_ngram_size: [0],
  encoder_repetition_penalty: [1],
  encoder_no_repeat_ngram_size: [0],
  min_length: [0],
  min_new_tokens: [0],
  min_p: [0],
  typical_p: [1],
  epsilon_cutoff: [0],
  eta_cutoff: [0],
  diversity_penalty: [0],
  guidance_scale: [1],
  bad_words_ids: [],
  sequence_bias: [],
  force_words_ids: [],
  constraints: [],
  suppress_tokens: [],
  begin_suppress_tokens: [],
  forced_bos_token_id: [],
  forced_eos_token_id: [],
  exponential_decay_length_penalty: [],
  watermarking_config: [],
  dola_layers: [],
};

/**
 * Decoding settings of `dir`/generation_config.json, or else config.json, overridden by the caller's settings.
 *
 * @throws BAD_DOCUMENT for a malformed file, UNSUPPORTED_MODEL naming an unsupported field, such as
 *   beam search
 */
export function readDecoding(dir: string, config: ModelConfig, overrides: DecodingOverrides = {}): Decoding {
  const path = join(dir, 'generation_config.json');
  const file = existsSync(path) ? readJson(path, GenerationConfig) : {};
  for (const [field, neutral] of Object.entries(NEUTRAL)) {
    const value = (file as Record<string, unknown>)[field];
    if (value === undefined || value === null || neutral.includes(value)) continue;
    const supported = neutral.length > 0 ? neutral.join(', ') : 'none';
    throw new UnisonoError('UNSUPPORTED_MODEL', { path, field, value: JSON.stringify(value), supported });
  }
  const set = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  return { ...fromFile(file, config), ...set };
}

function fromFile(file: Partial<z.infer<typeof GenerationConfig>>, config: ModelConfig): Decoding {
  return {
    sample: file.do_sample ?? false,
    temperature: file.temperature ?? 1,
    topK: file.top_k ?? 50,
    topP: file.top_p ?? 1,
    repetitionPenalty: file.repetition_penalty ?? 1,
    seed: 0,
    endTokens: [file.eos_token_id ?? config.eos_token_id ?? []].flat(),
    stopStrings: [file.stop_strings ?? []].flat(),
  };
}

/** Greedy decoding until config.json's end tokens. */
export function greedyDecoding(config: ModelConfig): Decoding {
  return { ...fromFile({}, config), sample: false };
}
