/** Largest number of characters of one question, answer or setting. Longer text is cut with a note. */
export const TEXT_LIMIT = 1200;

/** Bidirectional marks, embeddings, overrides and isolates: unseen themselves, they reorder their neighbors. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const C0_CONTROLS = /[\u0000-\u0008\u000b-\u001f]/g;
const OTHER_INVALID = /[\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu;

/**
 * Any string as characters that are valid in HTML and visible: lone surrogates become U+FFFD, control characters
 * their pictures (U+2400 block), bidirectional controls `[U+202E]`. Tabs and line feeds stay; CR LF becomes LF.
 */
export function visibleText(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(C0_CONTROLS, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(OTHER_INVALID, '\ufffd')
    .replace(BIDI_CONTROLS, (c) => `[U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);
}

/** Text ready to be shown, and the number of UTF-16 units of the original that were cut off. */
export interface ShownText {
  readonly text: string;
  readonly omitted: number;
}

/** `text` in two, behind at most `limit` UTF-16 units and never inside a surrogate pair. */
export function splitAt(text: string, limit: number): [head: string, rest: string] {
  if (text.length <= limit) return [text, ''];
  const splitsPair = /[\ud800-\udbff]/.test(text[limit - 1]!) && /[\udc00-\udfff]/.test(text[limit]!);
  const end = splitsPair ? limit - 1 : limit;
  return [text.slice(0, end), text.slice(end)];
}

/** The first `limit` UTF-16 units of `text`, never half a surrogate pair, made visible. */
export function shownText(text: string, limit = TEXT_LIMIT): ShownText {
  const [head, rest] = splitAt(text, limit);
  return { text: visibleText(head), omitted: rest.length };
}

/** A name short enough for an axis, a sentence or an attribute: visible, one line, cut with an ellipsis. */
export function shortName(text: string, limit = 40): string {
  const { text: shown, omitted } = shownText(text, limit);
  return shown.replace(/\s+/g, ' ') + (omitted > 0 ? '…' : '');
}
