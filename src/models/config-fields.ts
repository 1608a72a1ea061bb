import { z } from 'zod';

const Id = z.int().nonnegative();

/** Rotary settings of one kind of layer, as `rope_parameters` (transformers 5) or `rope_scaling` (4) hold them. */
export const RopeFields = z.looseObject({
  rope_type: z.string().default('default'),
  rope_theta: z.number().positive().optional(),
});

/**
 * The fields of config.json that every decoder has, with the rotary settings as transformers 4 writes them. What one
 * architecture has beyond them stays in the object and is read by its own file.
 */
export const ConfigFields = z.looseObject({
  model_type: z.string(),
  architectures: z.array(z.string()).nullish(),
  hidden_size: z.int().positive(),
  intermediate_size: z.int().positive(),
  num_hidden_layers: z.int().positive(),
  num_attention_heads: z.int().positive(),
  num_key_value_heads: z.int().positive(),
  head_dim: z.int().positive().nullish(),
  vocab_size: z.int().positive(),
  max_position_embeddings: z.int().positive(),
  rms_norm_eps: z.number().positive(),
  rope_theta: z.number().positive(),
  rope_scaling: RopeFields.nullish(),
  tie_word_embeddings: z.boolean(),
  bos_token_id: z.union([Id, z.array(Id)]).nullish(),
  eos_token_id: z.union([Id, z.array(Id).min(1)]).nullish(),
  pad_token_id: z.int().nullish(),
});

export type ConfigFields = z.infer<typeof ConfigFields>;
