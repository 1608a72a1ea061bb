import { ModelConfig } from 'unisono/models';

/** A decoder, named by its size. */
export interface NamedDecoder {
  readonly name: string;
  readonly config: ModelConfig;
}

const llama = (sizes: object) =>
  ModelConfig.parse({
    ...{ model_type: 'llama', hidden_act: 'silu', rms_norm_eps: 1e-5, max_position_embeddings: 8192 },
    ...{ vocab_size: 128_256, num_key_value_heads: 8, tie_word_embeddings: false },
    ...sizes,
  });

/** Sizes of the Llama 3.1 models (config.json of each); the 135M model is SmolLM2. */
export const SMALL: NamedDecoder = {
  name: '135M',
  config: llama({
    ...{ num_hidden_layers: 30, hidden_size: 576, intermediate_size: 1536, vocab_size: 49_152 },
    ...{ num_attention_heads: 9, num_key_value_heads: 3, tie_word_embeddings: true },
  }),
};
export const LARGE: readonly NamedDecoder[] = [
  {
    name: '8B',
    config: llama({ num_hidden_layers: 32, hidden_size: 4096, intermediate_size: 14_336, num_attention_heads: 32 }),
  },
  {
    name: '70B',
    config: llama({ num_hidden_layers: 80, hidden_size: 8192, intermediate_size: 28_672, num_attention_heads: 64 }),
  },
];
