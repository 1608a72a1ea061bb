import type { GgufMetadata } from '../gguf-metadata.js';

/** Type of a token (llama.cpp, enum llama_token_type, from sentencepiece). */
export const TokenType = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

/** The tokens of a GGUF. */
export interface Vocabulary {
  /** Texts by id; all different. */
  readonly tokens: readonly string[];
  /** A {@link TokenType} by id. */
  readonly types: ArrayLike<number>;
  readonly ids: ReadonlyMap<string, number>;
  readonly special: SpecialTokens;
}

/** Ids of special tokens, if the file has them. */
export interface SpecialTokens {
  readonly bos?: number;
  readonly eos?: number;
  readonly pad?: number;
  readonly unknown?: number;
  /** All tokens that end an answer: eos, and the end of a turn. */
  readonly ends: readonly number[];
}

const KEY = 'tokenizer.ggml';
/** Control tokens that end a turn, by their names in llama.cpp. */
const END_OF_TURN = ['<|eot_id|>', '<|im_end|>', '<|end|>', '<end_of_turn>'];

/**
 * Reads the vocabulary. Throws BAD_GGUF if it is inconsistent or has more tokens than the model has embeddings.
 *
 * @param embeddings rows of the embedding
 */
export function readVocabulary(metadata: GgufMetadata, embeddings: number): Vocabulary {
  const tokens = metadata.required(metadata.texts(`${KEY}.tokens`), `${KEY}.tokens`);
  const types = metadata.numbers(`${KEY}.token_type`) ?? new Int32Array(tokens.length).fill(TokenType.normal);
  if (types.length !== tokens.length) throw metadata.bad(`${tokens.length} tokens have ${types.length} types`);
  if (tokens.length > embeddings) {
    throw metadata.bad(`there are ${tokens.length} tokens, but only ${embeddings} embeddings`);
  }
  const ids = new Map<string, number>();
  for (const [id, token] of tokens.entries()) {
    const other = ids.get(token);
    if (other !== undefined) throw metadata.bad(`tokens ${other} and ${id} are both ${JSON.stringify(token)}`);
    ids.set(token, id);
  }
  return { tokens, types, ids, special: readSpecial(metadata, tokens, types, ids) };
}

function readSpecial(
  metadata: GgufMetadata,
  tokens: readonly string[],
  types: ArrayLike<number>,
  ids: ReadonlyMap<string, number>,
): SpecialTokens {
  const id = (name: string) => {
    const value = metadata.whole(`${KEY}.${name}_token_id`);
    if (value !== undefined && value >= tokens.length) {
      throw metadata.bad(`${KEY}.${name}_token_id is ${value}, but the vocabulary has only ${tokens.length} tokens`);
    }
    return value;
  };
  const named = { bos: id('bos'), eos: id('eos'), pad: id('padding'), unknown: id('unknown') };
  const turns = END_OF_TURN.map((token) => ids.get(token)).filter(
    (token) => token !== undefined && types[token] === TokenType.control,
  );
  const ends = [named.eos, id('eot'), id('eom'), ...turns].filter((token) => token !== undefined);
  const known = Object.entries(named).filter(([, token]) => token !== undefined);
  return { ...Object.fromEntries(known), ends: [...new Set(ends)] };
}
