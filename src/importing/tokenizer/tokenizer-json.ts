import { TokenType, type Vocabulary } from './vocabulary.js';

/** The parts of tokenizer.json in which tokenizers differ. */
export interface TokenizerParts {
  readonly normalizer: object | null;
  readonly preTokenizer: object | null;
  readonly decoder: object;
  readonly model: object;
}

/** Special tokens around every encoded text. */
export interface Frame {
  readonly bos: boolean;
  readonly eos: boolean;
}

/** tokenizer.json of Hugging Face's tokenizers library, version 1.0. */
export function tokenizerJson(vocabulary: Vocabulary, parts: TokenizerParts, frame: Frame): object {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens(vocabulary),
    normalizer: parts.normalizer,
    pre_tokenizer: parts.preTokenizer,
    post_processor: postProcessor(vocabulary, frame),
    decoder: parts.decoder,
    model: parts.model,
  };
}

/** Tokens matched in a text before it is split: control tokens and user-defined ones. */
function addedTokens({ tokens, types }: Vocabulary): object[] {
  const added = new Set<number>([TokenType.unknown, TokenType.control, TokenType.userDefined]);
  return tokens.flatMap((content, id) => {
    if (!added.has(types[id] as number)) return [];
    const special = types[id] !== TokenType.userDefined;
    return [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special }];
  });
}

/** The tokens of a model's vocabulary with their ids. */
export function vocabularyEntries({ tokens, types }: Vocabulary): Record<string, number> {
  const entries = tokens.map((token, id) => [token, id] as const);
  return Object.fromEntries(entries.filter(([, id]) => types[id] !== TokenType.unused));
}

function postProcessor({ tokens, special }: Vocabulary, frame: Frame): object | null {
  const around = (wanted: boolean, id: number | undefined) => (wanted && id !== undefined ? [id] : []);
  const [before, after] = [around(frame.bos, special.bos), around(frame.eos, special.eos)];
  if (before.length + after.length === 0) return null;
  const one = (sequence: 'A' | 'B', type_id: number) => [
    ...before.map((id) => ({ SpecialToken: { id: tokens[id], type_id } })),
    { Sequence: { id: sequence, type_id } },
    ...after.map((id) => ({ SpecialToken: { id: tokens[id], type_id } })),
  ];
  const described = [...before, ...after].map((id) => [
    tokens[id],
    { id: tokens[id], ids: [id], tokens: [tokens[id]] },
  ]);
  return {
    type: 'TemplateProcessing',
    single: one('A', 0),
    pair: [...one('A', 0), ...one('B', 1)],
    special_tokens: Object.fromEntries(described),
  };
}
