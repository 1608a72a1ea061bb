import { Option } from 'commander';
import { ROUGE_WORDS } from '../metrics/rouge-tokens.js';

/** `--words`: the tokenizer of ROUGE and RS. */
export function wordsOption(): Option {
  return new Option(
    '--words <which>',
    'tokenizer for ROUGE and RS: rouge-score (ASCII), unicode, or auto: unicode for texts that ASCII mostly drops',
  )
    .choices(ROUGE_WORDS)
    .default('auto');
}

/** A note on texts that the tokenizer rouge-score mostly drops; no line if there are none. */
export function wordsNote(texts: number, of: number, what: string): string[] {
  if (texts === 0) return [];
  return [`Note: ASCII words drop most of ${texts} of ${of} ${what}; these are compared by Unicode words.`];
}

/** A note on pairs with an empty answer; no line if there are none. */
export function emptyNote(pairs: number, of: number, model?: string): string[] {
  if (pairs === 0) return [];
  return [
    `Note: ${pairs} of ${of} pairs${model === undefined ? '' : ` of ${model}`} have an empty answer and count as disagreement.`,
  ];
}
