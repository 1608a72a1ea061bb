import type { ItemToken, PartOfSpeech, WinkMethods } from 'wink-nlp';
import { repairTags } from './repair-tags.js';
import type { Token } from './token.js';
import { loadWink } from './wink.js';

let wink: WinkMethods | undefined;

/** The latest result: several kinds look at one question in turn. */
let latest: { readonly text: string; readonly tokens: readonly Token[] } | undefined;

/** Splits and tags a question with wink-nlp, joins hyphenated compounds and corrects known errors of the tagger. */
export function tagQuestion(text: string): readonly Token[] {
  if (text === latest?.text) return latest.tokens;
  wink ??= loadWink(['sbd', 'pos']);
  const { its } = wink;
  const tokens: Token[] = [];
  wink
    .readDoc(text)
    .tokens()
    .each((token: ItemToken) => {
      tokens.push({
        text: token.out(),
        space: token.out(its.precedingSpaces) as string,
        pos: token.out(its.pos) as PartOfSpeech,
      });
    });
  latest = { text, tokens: repairTags(joinHyphens(tokens)) };
  return latest.tokens;
}

/** The text of tokens; the first letter takes the case of the first letter of `source`. */
export function joinTokens(tokens: readonly Token[], source: string): string {
  const text = tokens
    .map((token) => token.space + token.text)
    .join('')
    .trim();
  return matchCase(text, source);
}

/** `text` with its first letter in upper case where that of `source` is. */
export function matchCase(text: string, source: string): string {
  const first = /\p{L}/u.exec(source.trim())?.[0] ?? '';
  return first === first.toLowerCase() ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** `text` with a lower-case first letter, unless its first word is "I" or holds another capital (PIN, TarnTag). */
export function lowerFirst(text: string): string {
  const word = /^\S*/.exec(text)![0];
  return /^I\b|^.+\p{Lu}/u.test(word) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

/** "pop", "-", "up" without spaces between are one word: a noun at the end of a noun phrase, else a modifier. */
function joinHyphens(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    let end = i;
    while (tokens[end + 1]?.text === '-' && tokens[end + 1]?.space === '' && tokens[end + 2]?.space === '') end += 2;
    if (end === i) {
      joined.push(tokens[i]!);
      continue;
    }
    const text = tokens
      .slice(i, end + 1)
      .map((token) => token.text)
      .join('');
    const modifies = ['NOUN', 'PROPN', 'ADJ', 'VERB'].includes(tokens[end + 1]?.pos ?? '');
    joined.push({ text, space: tokens[i]!.space, pos: modifies ? 'ADJ' : 'NOUN' });
    i = end;
  }
  return joined;
}
