import { CAUSATIVE, MAIN_VERBS } from './repair-tags.js';
import type { Token } from './token.js';

/** A noun phrase without its determiner: tokens `first` to `head`, the head last. */
export interface NounPhrase {
  readonly first: number;
  readonly head: number;
}

/** Words that the tagger or a name may present as a noun, but that have no plural. */
const NEVER_A_HEAD =
  /^(up|off|over|out|in|on|back|plus|one|ones|i|me|us|it|abroad|online|overseas|overnight|twice|together)$/i;

const PARTICLE = /^(up|off|out|in|on|down|over|back)$/i;

/** What follows the first noun of a compound that other nouns may follow. */
const FIXED_COMPOUND = /^(in principle|of attorney)$/i;

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
  if (head < 0) return undefined;
  // "agreement in principle certificate": the compound modifies the noun after it.
  const compound = FIXED_COMPOUND.test(
    tokens
      .slice(head + 1, head + 3)
      .map(({ text }) => text)
      .join(' '),
  );
  if (compound && tokens[head + 3]?.pos === 'NOUN') head += 3;
  // "verify a top up?": the noun may go on with a particle.
  const particle =
    PARTICLE.test(tokens[head + 1]?.text ?? '') &&
    (tokens[head + 2] === undefined || tokens[head + 2]!.pos === 'PUNCT');
  // "make my card show": what looks like the head may be the verb.
  const verb =
    first < head && CAUSATIVE.test(tokens[first - 2]?.text ?? '') && MAIN_VERBS.test(tokens[head]?.text ?? '');
  return particle || verb || NEVER_A_HEAD.test(tokens[head]!.text) ? undefined : { first, head };
}
