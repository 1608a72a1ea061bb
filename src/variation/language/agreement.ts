import type { NounPhrase } from './noun-phrase.js';
import type { Token } from './token.js';
import { isIrregularPast, pluralVerb, singularAuxiliary } from './verb.js';

/** New texts of tokens by index; null removes the token. */
export type Edit = ReadonlyMap<number, string | null>;

const WH = /^(who|what|which|when|where|why|how)$/i;
const INVERTING = /^(is|are|was|were|do|does|did|has|have|had)$/i;
const MODAL = /^(can|could|may|might|must|shall|should|will|would)$/i;

/**
 * What has to change in the verb when the number of `phrase` does; `start` is its first token, determiner
 * included, or -1 where a question word is the determiner.
 * Undefined when the phrase is, or may be, the subject of a verb that cannot be told for certain.
 */
export function agreementFor(
  tokens: readonly Token[],
  start: number,
  phrase: NounPhrase,
  to: 'plural' | 'singular',
): Edit | undefined {
  const edit = new Map<number, string>();
  const change = (index: number) => {
    const { text } = tokens[index]!;
    const changed = to === 'plural' ? pluralVerb(text.toLowerCase()) : singularAuxiliary(text.toLowerCase());
    if (changed !== undefined)
      edit.set(index, /^\p{Lu}/u.test(text) ? changed.charAt(0).toUpperCase() + changed.slice(1) : changed);
    return changed !== undefined;
  };
  const before = tokens[start - 1]?.text ?? '';
  // "where's my card": a contraction stays what it is.
  if (/^['’]s$/.test(before)) return undefined;
  if (INVERTING.test(before)) {
    if (!isInverted(tokens, start - 1) || isPredicateOf(tokens, phrase, before)) return undefined;
    // "which entity has a monopoly": the verb is that of the question's subject, unless one of its own follows.
    if (/^(has|have|had)$/i.test(before) && !hasParticipleAfter(tokens, phrase.head)) return undefined;
    if (/^(do|does|did)$/i.test(before) && !hasVerbAfter(tokens, phrase.head)) return undefined;
    change(start - 1);
    return edit;
  }
  if (MODAL.test(before)) return isInverted(tokens, start - 1) && hasVerbAfter(tokens, phrase.head) ? edit : undefined;
  if (/^there$/i.test(before)) {
    if (!INVERTING.test(tokens[start - 2]?.text ?? '')) return undefined;
    change(start - 2);
    // "is there a recipe that uses": the relative clause agrees too.
    const follows = /^(that|which|who)$/i.test(tokens[phrase.head + 1]?.text ?? '');
    if (follows && ['VERB', 'AUX'].includes(tokens[phrase.head + 2]?.pos ?? '')) change(phrase.head + 2);
    return edit;
  }
  const relative = /^(that|which|who)$/i.test(tokens[phrase.head + 1]?.text ?? '');
  const verb = phrase.head + (relative ? 2 : 1);
  const pos = tokens[verb]?.pos;
  if (pos !== 'VERB' && pos !== 'AUX') return edit;
  // "which charge does a payment add", "which account is mine": the verb is not the phrase's own, or may not be.
  if (start < 0 && /^(do|does|did)$/i.test(tokens[verb]!.text)) return edit;
  if (start < 0 && /^(has|have|had)$/i.test(tokens[verb]!.text)) return undefined;
  // A noun phrase predicate would have to change too ("that a caller is a thief").
  if (
    /^(is|was|are|were)$/i.test(tokens[verb]!.text) &&
    ['DET', 'PRON', 'NOUN', 'PROPN'].includes(tokens[verb + 1]?.pos ?? '')
  )
    return undefined;
  if (!change(verb) && to === 'singular' && !/(ed|ing)$/.test(tokens[verb]!.text) && !MODAL.test(tokens[verb]!.text))
    return undefined;
  return edit;
}

/** The auxiliary at `index` comes before its subject: nothing but a question phrase is in front of it. */
function isInverted(tokens: readonly Token[], index: number): boolean {
  if (index === 0) return true;
  return (
    WH.test(tokens[0]!.text) &&
    tokens.slice(0, index).every(({ pos, text }) => WH.test(text) || !['VERB', 'AUX', 'PUNCT'].includes(pos))
  );
}

/** "is an agreement a promise": a second noun phrase follows the subject without anything between. */
function isPredicateOf(tokens: readonly Token[], phrase: NounPhrase, auxiliary: string): boolean {
  if (!/^(is|are|was|were)$/i.test(auxiliary)) return false;
  return tokens
    .slice(phrase.head + 1)
    .some(({ pos }, i) => pos === 'DET' && ['NOUN', 'PROPN'].includes(tokens[phrase.head + i]!.pos));
}

function hasVerbAfter(tokens: readonly Token[], head: number): boolean {
  return tokens.slice(head + 1).some(({ pos, text }) => pos === 'VERB' || /^(be|have|do)$/.test(text));
}

function hasParticipleAfter(tokens: readonly Token[], head: number): boolean {
  return tokens.slice(head + 1).some(({ text }) => /^been$|ed$/.test(text) || isIrregularPast(text));
}
