import type { Token } from './tokens.js';

/** A noun phrase without its determiner: tokens `first` to `head`, the head last. */
export interface NounPhrase {
  readonly first: number;
  readonly head: number;
}

/** Words that the tagger or a name may present as a noun, but that have no plural. */
const NEVER_A_HEAD = /^(up|off|over|out|in|on|back|plus|one|ones|i|me|us|it|abroad|online|overseas|overnight|twice|together)$/i;

/**
 * The noun phrase that starts at token `first`: modifiers, then one or more nouns ("joint account holder"). A verb
 * counts as a modifier before the first noun ("held transfer") and ends the phrase after it ("account closed").
 */
export function nounPhraseAt(tokens: readonly Token[], first: number): NounPhrase | undefined {
  let head = -1;
  for (let i = first; i < tokens.length; i++) {
    const { pos } = tokens[i]!;
    const next = tokens[i + 1]?.pos;
    // "a blocker hiding the receipt": a participle with an object, whatever its tag.
    if (head >= 0 && /ing$/.test(tokens[i]!.text) && (next === 'DET' || next === 'PRON')) break;
    if (pos === 'NOUN' || pos === 'PROPN') head = i;
    else if (pos === 'ADJ' || pos === 'NUM') {
      if (head >= 0 && next !== 'NOUN' && next !== 'PROPN') break;
    } else if (pos === 'VERB' || pos === 'ADV') {
      if (head >= 0) break;
    } else break;
  }
  return head < 0 || NEVER_A_HEAD.test(tokens[head]!.text) ? undefined : { first, head };
}
