import type { GgufMetadata } from '../gguf-metadata.js';

/** The split of text before byte pairs are merged, in tokenizer.json's form. */
export interface PreTokenizer {
  readonly normalizer: object | null;
  readonly preTokenizer: object;
  /** Whether a piece that is a token as a whole skips the merges. */
  readonly ignoreMerges: boolean;
  /** Default for whether a text begins with the BOS token. */
  readonly addsBos: boolean;
}

const BYTES = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true };
/** GPT-2's expression. */
const GPT2 = { ...BYTES, use_regex: true };
/**
 * Every digit alone, then GPT-2's expression. Published tokenizers say `Digits`, which means the same \p{N} to Python;
 * JavaScript's tokenizers would take it for 0 to 9.
 */
const NUMERALS_THEN_GPT2 = sequence(
  { type: 'Split', pattern: { Regex: '\\p{N}' }, behavior: 'Isolated', invert: false },
  GPT2,
);
/** GPT-4's expression (cl100k), with up to three digits together; Qwen's takes each alone. */
const cl100k = (digits: string) =>
  `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;
const THREE_DIGITS = split(cl100k('\\p{N}{1,3}'));
const ONE_DIGIT = split(cl100k('\\p{N}'));

const PLAIN = { normalizer: null, ignoreMerges: false, addsBos: false };
const gpt2: PreTokenizer = { ...PLAIN, preTokenizer: GPT2 };
const digits: PreTokenizer = { ...PLAIN, preTokenizer: NUMERALS_THEN_GPT2 };
const llama3: PreTokenizer = { ...PLAIN, preTokenizer: THREE_DIGITS, ignoreMerges: true, addsBos: true };
const dbrx: PreTokenizer = { ...PLAIN, preTokenizer: THREE_DIGITS };
const qwen2: PreTokenizer = { ...PLAIN, normalizer: { type: 'NFC' }, preTokenizer: ONE_DIGIT };

/** Pre-tokenizers by `tokenizer.ggml.pre`; names in one line are equal in llama.cpp (llama-vocab.cpp). */
const KINDS: ReadonlyMap<string, PreTokenizer> = new Map([
  ...['gpt-2', 'phi-2', 'mpt', 'olmo'].map((name) => [name, gpt2] as const),
  ...['smollm', 'starcoder', 'refact', 'command-r', 'codeshell'].map((name) => [name, digits] as const),
  ...['llama-bpe', 'llama3', 'llama-v3'].map((name) => [name, llama3] as const),
  ['dbrx', dbrx],
  ...['qwen2', 'deepseek-r1-qwen'].map((name) => [name, qwen2] as const),
]);

/** The pre-tokenizer of a byte-level BPE. Throws GGUF_UNSUPPORTED for an unknown kind. */
export function preTokenizerOf(metadata: GgufMetadata): PreTokenizer {
  const name = metadata.text('tokenizer.ggml.pre');
  const kind = KINDS.get(name ?? '');
  if (kind) return kind;
  const what = name === undefined ? 'a BPE without tokenizer.ggml.pre' : `the pre-tokenizer "${name}"`;
  throw metadata.unsupported(what, [...KINDS.keys()].join(', '));
}

function sequence(...pretokenizers: readonly object[]): object {
  return { type: 'Sequence', pretokenizers };
}

function split(expression: string): object {
  const cut = { type: 'Split', pattern: { Regex: expression }, behavior: 'Isolated', invert: false };
  return sequence(cut, { ...BYTES, use_regex: false });
}
