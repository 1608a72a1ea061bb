import type { GgufMetadata } from '../gguf-metadata.js';
import { preTokenizerOf } from './pre-tokenizer.js';
import { tokenizerJson, vocabularyEntries } from './tokenizer-json.js';
import type { Vocabulary } from './vocabulary.js';

const MERGES = 'tokenizer.ggml.merges';

/**
 * tokenizer.json of a byte-level BPE (GGUF's `gpt2`; Radford et al. 2019). Throws BAD_GGUF for merges of unknown tokens,
 * GGUF_UNSUPPORTED for an unknown pre-tokenizer.
 */
export function byteLevelBpe(metadata: GgufMetadata, vocabulary: Vocabulary): object {
  const { normalizer, preTokenizer, ignoreMerges, addsBos } = preTokenizerOf(metadata);
  const merges = metadata.required(metadata.texts(MERGES), MERGES);
  const model = {
    type: 'BPE',
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: ignoreMerges,
    vocab: vocabularyEntries(vocabulary),
    merges: merges.map((merge) => pairOf(merge, metadata, vocabulary)),
  };
  const decoder = { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true };
  const frame = {
    bos: metadata.flag('tokenizer.ggml.add_bos_token') ?? addsBos,
    eos: metadata.flag('tokenizer.ggml.add_eos_token') ?? false,
  };
  return tokenizerJson(vocabulary, { normalizer, preTokenizer, decoder, model }, frame);
}

/** The two parts of a merge such as "Ġt he"; both parts and their concatenation must be tokens. */
function pairOf(merge: string, metadata: GgufMetadata, { ids }: Vocabulary): [string, string] {
  const space = merge.indexOf(' ', 1);
  const pair: [string, string] = [merge.slice(0, Math.max(0, space)), merge.slice(space + 1)];
  for (const token of [...pair, pair.join('')]) {
    if (ids.has(token)) continue;
    throw metadata.bad(
      `the merge ${JSON.stringify(merge)} needs ${JSON.stringify(token)}, which is not in the vocabulary`,
    );
  }
  return pair;
}
