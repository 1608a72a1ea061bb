import { z } from 'zod';

/** Fields read from an encoder's config.json, by their names in transformers. */
export const EncoderConfig = z.looseObject({
  model_type: z.string(),
  vocab_size: z.int().positive(),
  hidden_size: z.int().positive(),
  num_hidden_layers: z.int().positive(),
  num_attention_heads: z.int().positive(),
  intermediate_size: z.int().positive(),
  hidden_act: z.string().default('gelu'),
  max_position_embeddings: z.int().positive(),
  type_vocab_size: z.int().positive().default(2),
  layer_norm_eps: z.number().positive().default(1e-12),
  pad_token_id: z.int().nonnegative(),
});

export type EncoderConfig = z.infer<typeof EncoderConfig>;
