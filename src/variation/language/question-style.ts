import type { Token } from './token.js';
import { isIrregularPast } from './verb.js';

/** Marks inside a text that make it more than one plain question, and quotations, whose words are not the asker's. */
const INSIDE = /[.?!…]["”')]?\s+\S|[:;…"“”«»#()[\]]|\s[-–—]+\s|(^|\s)['‘]\S/u;

const PERSONAL = /\b(i|my|we|our|you|your)\b|^(how (to|do|can)|can|is it)\b/i;

/** One sentence without insertions: what one sentence says of a thing, another may take up. */
export function isOneSentence(text: string): boolean {
  return !INSIDE.test(text.trim());
}

/**
 * Whether names can be told from other words: by capitals, or because the asker speaks of things of their own. What is typed
 * into a search box all in lower case may be a title from end to end ("diary of a wimpy kid"); where most words have a
 * capital, a capital says nothing.
 */
export function canTellNames(text: string): boolean {
  const words = text.match(/\p{L}[\p{L}\p{N}'’]*/gu) ?? [];
  const capitals = words.slice(1).filter((word) => /^\p{Lu}/u.test(word) && word !== 'I').length;
  if (words.length > 3 && capitals > 0.5 * (words.length - 1)) return false;
  return capitals > 0 || /^\p{Lu}/u.test(text.trim()) || PERSONAL.test(text);
}

/** Whether what comes before `index` tells of something that has happened: one thing, and not things in general. */
export function isToldBefore(tokens: readonly Token[], index: number): boolean {
  const before = tokens.slice(0, index);
  // "I've set up", "I have a guy"
  if (/^(i|we)$/i.test(tokens[0]?.text ?? '') && before.slice(1, 3).some(({ text }) => /^(have|['’]ve)$/i.test(text)))
    return true;
  if (before.some(({ text }) => /^(did|was|were|had)$/i.test(text))) return true;
  return before.some((token, i) => isPast(token) && (i === 0 || tellsWith(tokens, i)));
}

function isPast({ text, pos }: Token): boolean {
  return pos === 'VERB' && (/[^e]ed$/.test(text) || isIrregularPast(text.toLowerCase()));
}

/** "I lost a card", "who published an article", "what leader was": a past form that is no participle. */
function tellsWith(tokens: readonly Token[], at: number): boolean {
  const before = tokens.slice(0, at);
  const subject = before.findLast(({ pos, text }) => pos !== 'ADV' && !/^(just|only|also)$/i.test(text));
  if (before.some(({ pos }) => pos === 'AUX' || pos === 'VERB')) return false;
  return /^(who|what|which)$/i.test(tokens[0]!.text) || /^(i|we|he|she|it|they)$/i.test(subject?.text ?? '');
}

/** Whether the words between `from` and `to` are a name: a capital that no sentence calls for, and no abbreviation. */
export function holdsName(tokens: readonly Token[], from = 1, to = tokens.length): boolean {
  return tokens
    .slice(from, to)
    .some(({ text }) => /^\p{Lu}/u.test(text) && !/^I($|['’])/.test(text) && !/^\p{Lu}{2,}s?$/u.test(text));
}
