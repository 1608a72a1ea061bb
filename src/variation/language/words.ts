/** A word of a question as pairs are compared by it. */
export interface Word {
  /** As written. */
  readonly text: string;
  /** Lower case, straight apostrophe; a contraction's part is spelled out ("not"). */
  readonly lower: string;
  /** Where it begins in the text. */
  readonly at: number;
  /** A question or sentence begins with it, so that its capital says nothing. */
  readonly initial: boolean;
  /** The contraction that it was spelled out from ("can't"), if any. */
  readonly contraction?: string;
}

const WORD = /[\p{L}\p{N}]+(?:['’.,:@&_][\p{L}\p{N}]+)*(?:\+\+|#)?|[$€£¥%]/gu;

/** Words of a text: hyphens and slashes separate, "node.js", "10:30" and "3,000" are one word, currency signs are words. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    const between = text.slice(end, match.index);
    words.push({
      text: match[0],
      at: match.index,
      lower: match[0].toLowerCase().replaceAll('’', "'"),
      initial: words.length === 0 || /[.?!:]\s|\n/.test(between),
    });
    end = match.index + match[0].length;
  }
  return words;
}

/** The marks of a text outside words, each once where repeated: "how?? (now)" gives "?()". Hyphens and slashes join words. */
export function marksOf(text: string): string {
  return text
    .replace(WORD, 'x')
    .replace(/[’‘`´]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[\s\p{L}\p{N}/_-]+/gu, '')
    .replace(/(.)\1+/gu, '$1');
}
