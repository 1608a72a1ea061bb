/** The characters that Python's `str.split()` and `str.rstrip()` take for white space; JavaScript's `\s` differs. */
const SPACE = '\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

/** Words of Python's `str.split()`. */
const WORDS = new RegExp(`[^${SPACE}]+`, 'gu');
const TRAILING = new RegExp(`[${SPACE}]$`, 'u');

/** The words of a text as Python's `str.split()` gives them. */
export function splitWords(text: string): string[] {
  return text.match(WORDS) ?? [];
}

/** A text without the white space at its end, as Python's `str.rstrip()`; linear in its length. */
export function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && TRAILING.test(text[end - 1] as string)) end--;
  return text.slice(0, end);
}
