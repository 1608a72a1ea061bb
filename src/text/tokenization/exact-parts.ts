import { type BertNormalizerSettings, bertNormalize, lowerCase } from './bert-normalizer.js';
import { Charsmap } from './charsmap.js';
import { isA, type Normalizer, type PreTokenizer, parts } from './hub-parts.js';
import { type SplitBehavior, splitText } from './split-behavior.js';

/**
 * Makes a normalizer of @huggingface/tokenizers exact where it differs from the Rust library: Chinese characters beyond
 * the first plane, the sigma at the end of a word, sentencepiece's table of characters, the set of white space.
 */
export function fixNormalizer(part: Normalizer | null): void {
  if (!part) return;
  if (isA(part, parts.SequenceNormalizer)) part.normalizers?.forEach(fixNormalizer);
  else if (isA(part, parts.BertNormalizer)) {
    const settings = part.config as BertNormalizerSettings;
    part.normalize = (text) => bertNormalize(text, settings);
  } else if (isA(part, parts.PrecompiledNormalizer)) {
    const table = (part.config as { precompiled_charsmap?: string | null }).precompiled_charsmap;
    const charsmap = table ? new Charsmap(table) : undefined;
    part.normalize = (text) => charsmap?.normalize(text) ?? text;
  } else if (isA(part, parts.LowercaseNormalizer)) part.normalize = lowerCase;
  else if (isA(part, parts.PrependNormalizer)) {
    const { prepend } = part.config as { prepend: string };
    part.normalize = (text) => (text === '' ? '' : prepend + text);
  } else if (isA(part, parts.StripNormalizer)) {
    const { strip_left, strip_right } = part.config as { strip_left?: boolean; strip_right?: boolean };
    part.normalize = (text) => {
      const left = strip_left ? text.replace(/^\p{White_Space}+/u, '') : text;
      return strip_right ? left.replace(/\p{White_Space}+$/u, '') : left;
    };
  }
}

/** GPT-2's pattern (Radford et al. 2019). */
const BYTE_LEVEL =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

const PUNCTUATION = '\\p{P}!-/:-@[-`{-~';
const BERT = new RegExp(`[^\\p{White_Space}${PUNCTUATION}]+|[${PUNCTUATION}]`, 'gu');

const WORD = '[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]';
const WORDS = new RegExp(`${WORD}+|(?:(?!${WORD})\\P{White_Space})+`, 'gu');

/**
 * Makes a pre-tokenizer of @huggingface/tokenizers exact where it differs from the Rust library: white space and digits
 * are Unicode's, not JavaScript's, and `Split` has all its behaviors.
 */
export function fixPreTokenizer(part: PreTokenizer | null): void {
  if (!part) return;
  if (isA(part, parts.SequencePreTokenizer)) part.tokenizers?.forEach(fixPreTokenizer);
  else if (isA(part, parts.ByteLevelPreTokenizer)) part.pattern = BYTE_LEVEL;
  else if (isA(part, parts.BertPreTokenizer)) part.pre_tokenize_text = (text) => text.match(BERT) ?? [];
  else if (isA(part, parts.DigitsPreTokenizer)) {
    const { individual_digits } = part.config as { individual_digits?: boolean };
    part.pattern = individual_digits ? /\P{N}+|\p{N}/gu : /\P{N}+|\p{N}+/gu;
  } else if (isA(part, parts.WhitespaceSplitPreTokenizer)) {
    part.pre_tokenize_text = (text) => text.match(/\P{White_Space}+/gu) ?? [];
  } else if (isA(part, parts.WhitespacePreTokenizer)) part.pre_tokenize_text = (text) => text.match(WORDS) ?? [];
  else if (isA(part, parts.SplitPreTokenizer)) {
    const { pattern } = part;
    const { behavior = 'Isolated', invert = false } = part.config as { behavior?: SplitBehavior; invert?: boolean };
    if (pattern) part.pre_tokenize_text = (text) => splitText(text, pattern, behavior, invert);
  }
}
