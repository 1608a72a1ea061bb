import type { GgufMetadata } from '../gguf-metadata.js';
import { byteLevelBpe } from './byte-level-bpe.js';
import { sentencepieceBpe } from './sentencepiece-bpe.js';
import type { Vocabulary } from './vocabulary.js';

/** tokenizer.json and tokenizer_config.json. */
export interface ImportedTokenizer {
  readonly tokenizer: object;
  readonly config: object;
}

const BUILDERS: Readonly<Record<string, (metadata: GgufMetadata, vocabulary: Vocabulary) => object>> = {
  gpt2: byteLevelBpe,
  llama: sentencepieceBpe,
};

/**
 * The tokenizer of a GGUF in Hugging Face's form, with its chat template. Throws BAD_GGUF, GGUF_UNSUPPORTED.
 *
 * @param context the model's positions
 */
export function importTokenizer(metadata: GgufMetadata, vocabulary: Vocabulary, context: number): ImportedTokenizer {
  const kind = metadata.required(metadata.text('tokenizer.ggml.model'), 'tokenizer.ggml.model');
  const build = Object.hasOwn(BUILDERS, kind) ? BUILDERS[kind] : undefined;
  if (!build) throw metadata.unsupported(`the tokenizer "${kind}"`, Object.keys(BUILDERS).join(', '));
  const { bos, eos, pad, unknown } = vocabulary.special;
  const text = (name: string, id: number | undefined) =>
    id === undefined ? {} : { [`${name}_token`]: vocabulary.tokens[id] };
  const template = metadata.text('tokenizer.chat_template');
  return {
    tokenizer: build(metadata, vocabulary),
    config: {
      tokenizer_class: 'PreTrainedTokenizerFast',
      model_max_length: context,
      clean_up_tokenization_spaces: false,
      ...text('bos', bos),
      ...text('eos', eos),
      ...text('pad', pad),
      ...text('unk', unknown),
      ...(template !== undefined && { chat_template: template }),
    },
  };
}
