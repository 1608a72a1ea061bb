import { Option } from 'commander';
import { ROUGE_WORDS } from '../metrics/rouge-tokens.js';

/** `--words`: what ROUGE and RS take for words. */
export function wordsOption(): Option {
  return new Option('--words <which>', 'that ROUGE and RS compare; unicode for scripts other than Latin')
    .choices(ROUGE_WORDS)
    .default('rouge-score');
}

/** A warning about texts that rouge-score's words hardly read, or nothing where there are none. */
export function hardlyReadWarning(texts: number, of: number, what: string): string[] {
  if (texts === 0) return [];
  return [
    `Warning: rouge-score's words, ASCII letters and digits, leave out most of ${texts} of ${of} ${what}; ROUGE and RS say little about them: --words unicode.`,
  ];
}
