import * as hub from '@huggingface/tokenizers';

/**
 * The part of @huggingface/tokenizers that is used here. The package's own declarations import each other without
 * extensions, which TypeScript does not resolve in ES modules, so that nothing of them but one name arrives.
 */

/** Turns text into text. */
export interface Normalizer {
  (text: string): string;
  readonly config: Readonly<Record<string, unknown>>;
  normalize: (text: string) => string;
  /** The members of a sequence. */
  readonly normalizers?: readonly (Normalizer | null)[];
}

export interface PreTokenizeOptions {
  /** 0 at the beginning of a text. */
  readonly section_index: number;
}

/** Cuts text into pieces; a token never spans two pieces. */
export interface PreTokenizer {
  (text: string, options: PreTokenizeOptions): string[];
  readonly config: Readonly<Record<string, unknown>>;
  pre_tokenize_text: (text: string, options: PreTokenizeOptions) => string[];
  /** The members of a sequence. */
  readonly tokenizers?: readonly (PreTokenizer | null)[];
  /** The pattern to match. */
  pattern?: RegExp | null;
}

export interface HubTokenizer {
  readonly normalizer: Normalizer | null;
  readonly pre_tokenizer: PreTokenizer | null;
  readonly model: {
    (pieces: readonly string[]): string[];
    readonly tokens_to_ids: ReadonlyMap<string, number>;
    readonly unk_token_id?: number;
  };
  readonly post_processor:
    | ((tokens: string[], pair: null, addSpecialTokens: boolean) => { readonly tokens: string[] })
    | null;
  decode(ids: number[], options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean }): string;
}

/** A class of the package. Its instances are declared above; `isA` distinguishes them. */
type Class = abstract new (config: object) => object;

interface Exports {
  readonly Tokenizer: new (tokenizer: object, config: object) => HubTokenizer;
  readonly SequenceNormalizer: Class;
  readonly BertNormalizer: Class;
  readonly PrecompiledNormalizer: Class;
  readonly LowercaseNormalizer: Class;
  readonly PrependNormalizer: Class;
  readonly StripNormalizer: Class;
  readonly SequencePreTokenizer: Class;
  readonly ByteLevelPreTokenizer: Class;
  readonly BertPreTokenizer: Class;
  readonly DigitsPreTokenizer: Class;
  readonly WhitespaceSplitPreTokenizer: Class;
  readonly WhitespacePreTokenizer: Class;
  readonly SplitPreTokenizer: Class;
}

export const parts = hub as unknown as Exports;

/** Whether a part is an instance of a class; TypeScript, to which the classes look alike, must not narrow by it. */
export const isA = (part: object, kind: Class): boolean => part instanceof kind;
