import { splitWords } from './white-space.js';

/** Python's `string.punctuation`: the ASCII marks; others, such as curly quotes, stay. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/** A word character of Python's `re` on text: a letter, a numeral or the underscore. */
const WORD = '[\\p{L}\\p{N}_]';
const ARTICLES = new RegExp(`(?<!${WORD})(?:a|an|the)(?!${WORD})`, 'gu');

/**
 * SQuAD's normalization of an answer (Rajpurkar et al. 2016, `normalize_answer` of the official script): lower case, no
 * ASCII punctuation, no articles, single spaces.
 */
export function squadNormalize(text: string): string {
  return splitWords(text.toLowerCase().replace(PUNCTUATION, '').replace(ARTICLES, ' ')).join(' ');
}
