import type { GgufMetadata } from '../gguf-metadata.js';
import { tokenizerJson, vocabularyEntries } from './tokenizer-json.js';
import { TokenType, type Vocabulary } from './vocabulary.js';

const SCORES = 'tokenizer.ggml.scores';
/** Sentencepiece's character for a space. */
const SPACE = '▁';

/**
 * tokenizer.json of a sentencepiece BPE (GGUF's `llama`; Kudo & Richardson 2018): pieces merge by their scores, and text
 * without a piece becomes byte tokens. Throws BAD_GGUF.
 */
export function sentencepieceBpe(metadata: GgufMetadata, vocabulary: Vocabulary): object {
  const scores = metadata.required(metadata.numbers(SCORES), SCORES);
  if (scores.length !== vocabulary.tokens.length) {
    throw metadata.bad(`${vocabulary.tokens.length} tokens have ${scores.length} scores`);
  }
  const { tokens, types, special } = vocabulary;
  const unknown = special.unknown ?? tokens.findIndex((_, id) => types[id] === TokenType.unknown);
  if (unknown < 0) throw metadata.bad('the vocabulary has no unknown token');
  const prefixed = metadata.flag('tokenizer.ggml.add_space_prefix') ?? true;
  const replace = { type: 'Replace', pattern: { String: ' ' }, content: SPACE };
  const normalizers = prefixed ? [{ type: 'Prepend', prepend: SPACE }, replace] : [replace];
  const decoders = [
    { type: 'Replace', pattern: { String: SPACE }, content: ' ' },
    { type: 'ByteFallback' },
    { type: 'Fuse' },
    ...(prefixed ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
  ];
  const model = {
    type: 'BPE',
    dropout: null,
    unk_token: tokens[unknown],
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: true,
    byte_fallback: true,
    ignore_merges: false,
    vocab: vocabularyEntries(vocabulary),
    merges: mergesByScore(vocabulary, scores),
  };
  const parts = {
    normalizer: { type: 'Sequence', normalizers },
    preTokenizer: null,
    decoder: { type: 'Sequence', decoders },
    model,
  };
  const frame = {
    bos: metadata.flag('tokenizer.ggml.add_bos_token') ?? true,
    eos: metadata.flag('tokenizer.ggml.add_eos_token') ?? false,
  };
  return tokenizerJson(vocabulary, parts, frame);
}

/** Largest number of cuts of one piece that are tried; longer pieces are not words. */
const LONGEST_PIECE = 256;

/**
 * The pairs of pieces that make a piece, best score first. Sentencepiece has one rank for a piece, whatever it is made of;
 * among the cuts of equal score the longer left and then the longer right part goes first, as in transformers' converter.
 */
export function mergesByScore({ tokens, types, ids }: Vocabulary, scores: ArrayLike<number>): [string, string][] {
  const merging = (id: number | undefined) =>
    id !== undefined && (types[id] === TokenType.normal || types[id] === TokenType.userDefined);
  const merges: { left: string; right: string; score: number; lefts: number; rights: number }[] = [];
  for (const [id, token] of tokens.entries()) {
    const characters = [...token];
    if (!merging(id) || characters.length > LONGEST_PIECE) continue;
    let left = '';
    const cuts: (typeof merges)[number][] = [];
    for (let lefts = 1; lefts < characters.length; lefts++) {
      left += characters[lefts - 1];
      const right = token.slice(left.length);
      if (!merging(ids.get(left)) || !merging(ids.get(right))) continue;
      cuts.push({ left, right, score: scores[id] as number, lefts, rights: characters.length - lefts });
    }
    cuts.sort((a, b) => (ids.get(a.left) as number) - (ids.get(b.left) as number));
    merges.push(...cuts);
  }
  // Sorting is stable: ties beyond these stay in the order of ids.
  merges.sort((a, b) => b.score - a.score || b.lefts - a.lefts || b.rights - a.rights);
  return merges.map(({ left, right }) => [left, right]);
}
