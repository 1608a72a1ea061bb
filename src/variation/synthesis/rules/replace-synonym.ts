import { joinTokens, tagQuestion } from '../../language/tokens.js';
import { SYNONYMS } from './synonyms.js';

/** Quotations and code, whose words are not the asker's. */
const QUOTED = /["“”«»`]|(^|\s)'\S/u;

/**
 * The question with one word replaced by a synonym of the whitelist, once for each word that has one. Only lower-case words
 * of the right part of speech are replaced, none after "a" or "an", which might have to change, and none in a question
 * with quotations or code.
 */
export function replaceSynonym(question: string): string[] {
  if (QUOTED.test(question)) return [];
  const tokens = tagQuestion(question);
  return tokens.flatMap((token, i) => {
    if (/^an?$/i.test(tokens[i - 1]?.text ?? '')) return [];
    return synonymsOf(token.text, token.pos).map((text) =>
      joinTokens(
        tokens.map((each, j) => (j === i ? { ...each, text } : each)),
        question,
      ),
    );
  });
}

function synonymsOf(word: string, pos: string): string[] {
  return SYNONYMS.filter((set) => set.pos === pos).flatMap(({ forms }) => {
    const own = forms.find((list) => list.includes(word));
    const at = own?.indexOf(word) ?? -1;
    return own === undefined ? [] : forms.filter((list) => list !== own).map((list) => list[at]!);
  });
}
