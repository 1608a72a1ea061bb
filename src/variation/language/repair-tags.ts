import type { PartOfSpeech } from 'wink-nlp';
import type { Token } from './token.js';
import { isIrregularPast } from './verb.js';

/** Words that the tagger takes for a noun or an adjective where they are the verb of a question with "do" or "can". */
export const MAIN_VERBS = /^(appear|arrive|change|cost|end|finish|land|last|log|lower|rise|show|start|work)$/;

/** Nouns that the tagger takes for adjectives. */
const NOUNS = /^(alert|individual|official)$/;

/** Participles that the tagger may take for nouns, and that never are. */
const PARTICIPLE = /^(bought|given|held|kept|lost|made|paid|sent|shown|sold|stolen|taken|written)$/;

/** What calls for a base verb, from the front of a question. */
const BASE_VERB_AUXILIARY = /^(can|could|did|do|does|may|might|must|shall|should|will|would)$/i;

/** Verbs that take a noun phrase and another verb: "let a payment through", "make an account return". */
export const CAUSATIVE = /^(have|help|let|make|watch)s?$/;

/**
 * Corrects the tagger's systematic errors: names made of common words ("Heron Plus"), the verb of a question with "do" that
 * could be a noun ("does a card cost"), and nouns that could be a verb ("a torn slip", "does a van stop last").
 */
export function repairTags(tokens: readonly Token[]): Token[] {
  const out = tokens.map((token, i): Token => {
    const pos = i === 0 ? token.pos : (certainTag(tokens, i) ?? token.pos);
    return { ...token, pos };
  });
  const auxiliary = out.findIndex((token) => BASE_VERB_AUXILIARY.test(token.text));
  const main = auxiliary < 0 ? -1 : repairMainVerb(out, auxiliary);
  for (const [i, token] of out.entries()) {
    if (isDeterminer(token) || (i === 0 && /^which$/i.test(token.text))) repairNounPhrase(out, i, auxiliary, main);
  }
  return out;
}

/** Tags that the words around leave no doubt of. */
function certainTag(tokens: readonly Token[], i: number): PartOfSpeech | undefined {
  const { text, pos } = tokens[i]!;
  const before = (back: number) => tokens[i - back]?.text ?? '';
  if (isName(tokens[i]!, tokens[i - 1]!)) return 'PROPN';
  if (PARTICIPLE.test(text)) return 'VERB';
  // "how does one use": the verb comes after a pronoun.
  const asked = BASE_VERB_AUXILIARY.test(before(2)) && /^(i|we|you|one|he|she|they)$/i.test(before(1));
  if (asked && ['NOUN', 'ADJ'].includes(pos)) return 'VERB';
  // "when are vault visits possible": no base verb follows a form of "be".
  if (/^(is|are|was|were)$/i.test(before(1)) && pos === 'VERB' && isBase(tokens[i]!)) return 'NOUN';
  return NOUNS.test(text) && (!isNoun(tokens[i + 1]) || PARTICIPLE.test(tokens[i + 1]!.text)) ? 'NOUN' : undefined;
}

/** A capitalized word inside a sentence, other than "I". */
function isName(token: Token, previous: Token): boolean {
  return /^\p{Lu}/u.test(token.text) && !/^I($|['’])/.test(token.text) && !/^[.?!]$/.test(previous.text);
}

function isNoun(token: Token | undefined): boolean {
  return token?.pos === 'NOUN' || token?.pos === 'PROPN';
}

/** a, an, the, or a possessive: what must be followed by a noun. */
function isDeterminer(token: Token): boolean {
  return /^(an?|the|my|our|your|their)$/i.test(token.text);
}

/** Gives the main verb that `auxiliary` calls for its tag, and returns its index, or -1 when that is not certain. */
function repairMainVerb(tokens: Token[], auxiliary: number): number {
  const tagAt = (i: number) => tokens[i]?.pos ?? 'PUNCT';
  const verbAfter = (start: number, tags: readonly string[]) =>
    tokens.findIndex((token, i) => i >= start && token.pos === 'VERB' && isBase(token) && tags.includes(tagAt(i - 1)));
  const first = verbAfter(auxiliary + 2, ['NOUN', 'PROPN', 'PRON', 'NUM', 'ADV']);
  for (let i = auxiliary + 2; i < tokens.length; i++) {
    const closes = ['PUNCT', 'ADP', 'PRON', 'DET', 'SCONJ'].includes(tagAt(i + 1));
    if (!MAIN_VERBS.test(tokens[i]!.text) || !closes || !['NOUN', 'PROPN', 'VERB', 'ADV', 'ADJ'].includes(tagAt(i - 1)))
      continue;
    // "do I post a copy for a name change": the verb was there before.
    if (first >= 0 && first < i && !couldBeNoun(tokens[first]!, tagAt(first - 1))) continue;
    tokens[i] = { ...tokens[i]!, pos: 'VERB' };
  }
  const certain =
    first >= 0 && (MAIN_VERBS.test(tokens[first]!.text) || ['DET', 'PRON', 'NUM'].includes(tagAt(first + 1)));
  const second = first < 0 || certain ? -1 : verbAfter(first + 1, ['NOUN', 'PROPN', 'VERB']);
  // Two verbs after nouns: the first belongs to the subject ("a bank switch to Tarnbrook take"), unless it has an object.
  if (second < 0 || !couldBeNoun(tokens[first]!, tagAt(first - 1))) return first;
  tokens[first] = { ...tokens[first]!, pos: 'NOUN' };
  return second;
}

/**
 * A noun must come after a determiner: when none does, the last word that could be one, is. And a base verb after the
 * noun is a noun too ("on a giro slip"), unless it can be the main verb or depends on a causative.
 */
function repairNounPhrase(tokens: Token[], determiner: number, auxiliary: number, main: number): void {
  const tagAt = (i: number) => tokens[i]?.pos ?? '';
  const makeNoun = (i: number) => {
    tokens[i] = { ...tokens[i]!, pos: 'NOUN' };
  };
  const free = (i: number) => i !== main && ['VERB', 'ADJ'].includes(tagAt(i)) && isBase(tokens[i]!);
  let end = determiner + 1;
  while (['ADJ', 'VERB', 'PROPN', 'NUM', 'ADV'].includes(tagAt(end)) && end !== main) end++;
  if (tagAt(end) === 'NOUN') {
    while (['NOUN', 'ADJ'].includes(tagAt(end))) end++;
    const mainIsKnown = auxiliary < 0 || auxiliary > determiner || main >= 0;
    const causative = tokens.slice(0, determiner).some(({ text }) => CAUSATIVE.test(text));
    if (mainIsKnown && !causative && tagAt(end) === 'VERB' && free(end) && !['DET', 'PRON'].includes(tagAt(end + 1)))
      makeNoun(end);
    return;
  }
  if (tagAt(end - 1) === 'PROPN') return;
  const head = tokens.findLastIndex((_, i) => i > determiner && i < end && free(i));
  if (head > 0) makeNoun(head);
}

/** Whether a word tagged as a verb may be the last noun of a compound, given the tag before it. */
function couldBeNoun(token: Token, before: string): boolean {
  return token.pos === 'VERB' && isBase(token) && (before === 'NOUN' || before === 'PROPN');
}

function isBase({ text }: Token): boolean {
  if (/^(apply|comply|fly|multiply|rely|reply|supply)$/.test(text)) return true;
  return !/([^e]ed|[aeiouy].*ing|ly|[^s]s)$/.test(text) && !isIrregularPast(text);
}
