import { Option } from 'commander';
import { ROUGE_WORDS } from '../metrics/rouge-tokens.js';

/** `--words`: what ROUGE and RS take for words. */
export function wordsOption(): Option {
  return new Option(
    '--words <which>',
    'words of ROUGE and RS: rouge-score (ASCII), unicode, or auto: unicode only where ASCII leaves out most of a text',
  )
    .choices(ROUGE_WORDS)
    .default('auto');
}

/** What to know about texts that rouge-score's words hardly read, or nothing where there are none. */
export function wordsNote(texts: number, of: number, what: string): string[] {
  if (texts === 0) return [];
  return [`ASCII words leave out most of ${texts} of ${of} ${what}: compared by Unicode words.`];
}

/** What to know about pairs with an empty answer, or nothing where there are none. */
export function emptyNote(pairs: number, of: number): string[] {
  if (pairs === 0) return [];
  return [`${pairs} of ${of} pairs have an empty answer: they count as no agreement (RS, EM 0).`];
}
