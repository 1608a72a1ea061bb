/** The characters that Python's `str.split()` and `str.rstrip()` take for white space; JavaScript's `\s` differs. */
const SPACE = '\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const SPACES = new RegExp(`[${SPACE}]+`, 'u');
const TRAILING_SPACES = new RegExp(`[${SPACE}]+$`, 'u');

const RULES: readonly (readonly [RegExp, string])[] = [
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
  let line = text
    .replace(TRAILING_SPACES, '')
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  line = ` ${line} `;
  for (const [pattern, replacement] of RULES) line = line.replace(pattern, replacement);
  return line.split(SPACES).filter((token) => token !== '');
}
