import { porterStem } from './porter-stemmer.js';
import { unicodeWords } from './unicode-words.js';

/**
 * Tokenizer of ROUGE. `rouge-score`: lower-cased runs of ASCII letters and digits, as Google's package does; text in
 * another script has none. `unicode`: the words of Unicode's segmentation in any script, see `unicodeWords`; its figures
 * are not those of rouge-score, and not comparable with them. `auto`: those of rouge-score, unless one of the two texts is
 * mostly not ASCII (`isHardlyRead`); then both are compared by Unicode words.
 */
export const ROUGE_WORDS = ['auto', 'rouge-score', 'unicode'] as const;
/** One of {@link ROUGE_WORDS}. */
export type RougeWords = (typeof ROUGE_WORDS)[number];

export interface RougeReading {
  /** Stems tokens of more than three characters (`use_stemmer`); words that are not ASCII stay. Default false. */
  readonly stem?: boolean;
  /** Default: `rouge-score`. */
  readonly words?: RougeWords;
}

/** Stems met so far; emptied when full, so that memory stays bounded. */
const STEMS = new Map<string, string>();
const MOST_STEMS = 50_000;

/**
 * The tokens that ROUGE sees: lower-cased runs of ASCII letters and digits; every other character separates.
 * Text in another script than Latin therefore has no tokens (as in Google's `rouge_score`), unless `words` says otherwise.
 */
export function rougeTokens(text: string, { stem = false, words = 'rouge-score' }: RougeReading = {}): string[] {
  const tokens: string[] =
    wordsFor([text], words) === 'unicode' ? unicodeWords(text) : (text.toLowerCase().match(/[a-z0-9]+/g) ?? []);
  return stem ? tokens.map((token) => (token.length > 3 ? stemOf(token) : token)) : tokens;
}

/** The words by which these texts are compared with each other. */
export function wordsFor(texts: readonly string[], words: RougeWords): Exclude<RougeWords, 'auto'> {
  if (words !== 'auto') return words;
  return texts.some(isHardlyRead) ? 'unicode' : 'rouge-score';
}

/**
 * Whether rouge-score's tokens leave out most of a text: more than half of its letters and digits are not ASCII. ROUGE and
 * RS say little about such a text.
 */
export function isHardlyRead(text: string): boolean {
  // Most texts are ASCII throughout.
  if (!/[^\0-\x7f]/.test(text)) return false;
  const all = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return all > 0 && (text.match(/[a-z0-9]/gi)?.length ?? 0) < all / 2;
}

function stemOf(token: string): string {
  let stem = STEMS.get(token);
  if (stem === undefined) {
    stem = /^[a-z0-9]+$/.test(token) ? porterStem(token) : token;
    if (STEMS.size >= MOST_STEMS) STEMS.clear();
    STEMS.set(token, stem);
  }
  return stem;
}
