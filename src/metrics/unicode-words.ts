/** English rules for where the locale matters; dictionaries of Chinese, Japanese, Thai, Lao and Khmer are used in all. */
const SEGMENTER = new Intl.Segmenter('en', { granularity: 'word' });

/**
 * The words of a text in any script, lower-cased: word-like segments by Unicode's text segmentation (UAX #29, with the
 * dictionaries of ICU where a script has no spaces), after compatibility composition (NFKC), so that full-width letters and
 * digits are the usual ones. Dictionaries belong to the ICU of Node.js (`process.versions.icu`); another version may cut
 * elsewhere.
 */
export function unicodeWords(text: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of SEGMENTER.segment(text.normalize('NFKC').toLowerCase())) {
    if (isWordLike) words.push(segment);
  }
  return words;
}
