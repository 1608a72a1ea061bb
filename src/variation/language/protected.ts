/** Code, quoted strings, addresses and paths: what no rule may touch. */
const PROTECTED =
  /`[^`]*`|"[^"]*"|“[^”]*”|‘[^’]*’|(?<![\p{L}\p{N}])'[^']+'(?![\p{L}\p{N}])|https?:\/\/\S+|\S+@\S+\.\S+|[^\s,;]*[\\<>{}[\]=_][^\s,;]*|\S+\(\)|(?<!\S)--?[a-z][\w-]*(?=\s|$)/giu;

/** Without any of these nothing is protected. */
const SIGN = /[`"“‘'\\<>{}[\]=_@(]|:\/\/|(?<!\S)-/;

/** A stretch of a text that rules may or may not rewrite. */
export interface Stretch {
  readonly text: string;
  readonly protected: boolean;
}

/** The text cut where protected stretches begin and end; joined again it is the text. */
export function stretchesOf(text: string): readonly Stretch[] {
  if (latest?.text !== text) latest = { text, stretches: cut(text) };
  return latest.stretches;
}

/** The latest result: several kinds look at one question in turn. */
let latest: { readonly text: string; readonly stretches: readonly Stretch[] } | undefined;

function cut(text: string): Stretch[] {
  if (!SIGN.test(text)) return text === '' ? [] : [{ text, protected: false }];
  const out: Stretch[] = [];
  let end = 0;
  for (const match of text.matchAll(PROTECTED)) {
    if (match.index > end) out.push({ text: text.slice(end, match.index), protected: false });
    if (match[0] !== '') out.push({ text: match[0], protected: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) out.push({ text: text.slice(end), protected: false });
  return out;
}

/** The text with `rewrite` applied to all but its protected stretches. */
export function rewriteFree(text: string, rewrite: (free: string) => string): string {
  return stretchesOf(text)
    .map((stretch) => (stretch.protected ? stretch.text : rewrite(stretch.text)))
    .join('');
}

/** Whether the stretch of `text` from `at` on, `length` long, is out of bounds for rules. */
export function isProtected(text: string, at: number, length: number): boolean {
  let start = 0;
  for (const stretch of stretchesOf(text)) {
    const end = start + stretch.text.length;
    if (stretch.protected && at < end && at + length > start) return true;
    start = end;
  }
  return false;
}

/** Whether every protected stretch of `source` is, in order, one of `variant`. */
export function keepsProtected(source: string, variant: string): boolean {
  if (!SIGN.test(source) && !SIGN.test(variant)) return true;
  const list = (text: string) => stretchesOf(text).flatMap((stretch) => (stretch.protected ? [stretch.text] : []));
  return list(source).join('\n') === list(variant).join('\n');
}
