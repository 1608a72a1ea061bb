import { splitWords, trimEnd } from './white-space.js';

/** Tokenizers of BLEU, by sacrebleu's names. */
export const BLEU_TOKENIZERS = ['13a', 'intl', 'char', 'none'] as const;
/** One of `BLEU_TOKENIZERS`. */
export type BleuTokenizer = (typeof BLEU_TOKENIZERS)[number];

/** Tokens of one segment, as sacrebleu's tokenizer of that name gives them. */
export function bleuTokens(text: string, tokenizer: BleuTokenizer): string[] {
  switch (tokenizer) {
    case '13a':
      return tokenize13a(text);
    case 'intl':
      return tokenizeIntl(text);
    case 'char':
      return splitWords(text).flatMap((word) => [...word]);
    case 'none':
      return splitWords(text);
  }
}

const RULES_13A: readonly (readonly [RegExp, string])[] = [
  [/([{-~[-` -&(-+:-@/])/gu, ' $1 '],
  [/([^0-9])([.,])/gu, '$1 $2 '],
  [/([.,])([^0-9])/gu, ' $1 $2'],
  [/([0-9])(-)/gu, '$1 $2 '],
];

/**
 * Tokens of one segment under the "13a" rules of mteval-v13a (WMT), as in sacrebleu's `Tokenizer13a`: ASCII
 * punctuation is split off, except points and commas inside numbers and hyphens and apostrophes inside words.
 */
export function tokenize13a(text: string): string[] {
  let line = trimEnd(text)
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  line = ` ${line} `;
  for (const [pattern, replacement] of RULES_13A) line = line.replace(pattern, replacement);
  return splitWords(line);
}

const RULES_INTL: readonly (readonly [RegExp, string])[] = [
  [/(\P{N})(\p{P})/gu, '$1 $2 '],
  [/(\p{P})(\P{N})/gu, ' $1 $2'],
  [/(\p{S})/gu, ' $1 '],
];

/**
 * Tokens of one segment under the international rules of mteval-v14, as in sacrebleu's `TokenizerV14International`:
 * Unicode's punctuation is split off where one neighbor is no numeral, and its symbols everywhere.
 */
export function tokenizeIntl(text: string): string[] {
  let line = trimEnd(text);
  for (const [pattern, replacement] of RULES_INTL) line = line.replace(pattern, replacement);
  return splitWords(line);
}
