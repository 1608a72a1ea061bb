import { isEveryday } from './everyday-nouns.js';
import { isFixedDefinite, isMeasuring } from './fixed-phrase.js';
import { type NounPhrase, nounPhraseAt } from './noun-phrase.js';
import { singularOf } from './plural.js';
import { canTellNames, isOneSentence, isToldBefore } from './question-style.js';
import type { Token } from './token.js';

/** Verbs of creation, whose object is not known yet. */
const MAKING =
  /^(build|built|construct|creat|design|develop|draw|generat|grant|given|hav|has|invent|lack|miss|need|produc|requir|want|writ)(e|es|ed|ing|s)?$/i;

/** Qualities by which one of several is chosen. */
const CHOOSING =
  /^(active|common|good|decent|certain|given|local|similar|special|different|particular|random|simple|single|specific|suitable|unique|various)$/i;

/** Countable nouns for things that are unique in context. */
const SHARED =
  /^(action|area|background|battlefield|caffeine|capital|dark|date|destination|difference|environment|food|formatting|freezer|fridge|fourth|government|host|indentation|kitchen|legislature|link|market|microwave|moon|oven|picture|plague|president|process|raw|recipe|refrigerator|result|role|science|sink|skin|smell|stove|sun|taste|team|text|time|video|weather|white|yolk)$/i;

/** Adjectives that single out one thing among several. */
const ONE_OF_THEM = /^(current|initial|main|new|original|primary)$/i;

/** Words behind which "a" tells what something is, or is like. */
const SAYING = /^(like|as|than|is|are|am|be|been)$|['’](m|s|re|d|ve)$/i;

/** Openings of questions about things that the speaker has at hand. */
const OWN = /^(how (do|can|to)|can|may|should|when do|where do|which|what|why) /i;

/** Whether articles may be exchanged or added at all: one sentence, asked about what is the case, in which names can be told. */
export function allowsArticles(text: string, tokens: readonly Token[]): boolean {
  return isOneSentence(text) && canTellNames(text) && !isToldBefore(tokens, tokens.length);
}

/** Whether the article at `index` cannot even be left out as in a search query. */
export function isDoubtfulDrop(tokens: readonly Token[], index: number, text: string): boolean {
  const [before, next] = [tokens[index - 1]?.text ?? '', tokens[index + 1]!];
  if (/^the$/i.test(tokens[index]!.text)) {
    if (isFixedDefinite(tokens, index) || /^(very|one|ones)$/i.test(next.text)) return true;
    if (next.pos === 'NUM' && !['NOUN', 'ADJ'].includes(tokens[index + 2]?.pos ?? '')) return true;
  } else if (isMeasuring(tokens, index, nounPhraseAt(tokens, index + 1)?.head ?? index + 1)) return true;
  // "a the": a slip that is left as it is.
  if (/^(an?|the)$/i.test(before) || /^(an?|the)$/i.test(next.text)) return true;
  // Where names cannot be told, "system of a down" may be one; "who is the president of" is none.
  return !canTellNames(text) && !/^(is|are|was|were|['’]s)$/i.test(before);
}

/** Whether "a" at `index` cannot be "the": nothing says which one is meant. */
export function isDoubtfulDefinite(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  const next = tokens[index + 1]!;
  const phrase = nounPhraseAt(tokens, index + 1);
  if (before === undefined) return false;
  if (index === 1 && /^(name|list|describe|identify)$/i.test(before.text)) return true;
  if (before.pos === 'ADV' || MAKING.test(before.text) || CHOOSING.test(next.text)) return true;
  if (SAYING.test(before.text) && !opensQuestion(tokens, index)) return true;
  // "without a label" asks for none, "how do I log in without a passport" for what is at hand.
  const known = phrase !== undefined && isEveryday(tokens[phrase.head]!.text) && isOwn(tokens);
  if (/^(into|without|give|make|making)$/i.test(before.text) && !known) return true;
  if (/^of$/i.test(before.text) && CLASSING.test(tokens[index - 2]?.text ?? '')) return true;
  if (phrase === undefined) return false;
  // "a filter that would leave": one that is still to be found.
  const wished = /^(that|which)$/i.test(tokens[phrase.head + 1]?.text ?? '');
  if (wished && /^(can|could|will|would)$/i.test(tokens[phrase.head + 2]?.text ?? '')) return true;
  return isMeasuring(tokens, index, phrase.head);
}

const CLASSING = /^(example|form|group|kind|list|lot|much|number|part|piece|sort|type)s?$/i;

/** Whether "the" at `index` cannot be "a": there is one only, or it has been spoken of. */
export function isDoubtfulIndefinite(tokens: readonly Token[], index: number): boolean {
  const phrase = nounPhraseAt(tokens, index + 1);
  if (phrase === undefined || isFixedDefinite(tokens, index)) return true;
  const words = tokens.slice(index + 1, phrase.head + 1);
  const everyday = isEveryday(tokens[phrase.head]!.text);
  if (!everyday || words.some(({ text }) => SHARED.test(text) || ONE_OF_THEM.test(text))) return true;
  const after = tokens[phrase.head + 1]?.text ?? '';
  return /^(where|when|itself|above|below|himself|herself|between|shared|over)$/i.test(after);
}

/** Whether the things meant by a bare plural are unspecified. */
export function isDoubtfulAddition(tokens: readonly Token[], { first, head }: NounPhrase): boolean {
  const chosen = tokens.slice(first, head).some(({ text }) => CHOOSING.test(text) || ONE_OF_THEM.test(text));
  return chosen || !/^(how|can)$/i.test(tokens[0]!.text) || !isEveryday(singularOf(tokens[head]!.text) ?? '');
}

function isOwn(tokens: readonly Token[]): boolean {
  const start = tokens.slice(0, 2).map(({ text }) => text);
  return OWN.test(`${start.join(' ')} `);
}

/** "is a transfer free": right behind the verb that opens the question. */
function opensQuestion(tokens: readonly Token[], index: number): boolean {
  return index === 1 || /^(how|what|when|where|why|who|much|long|old)$/i.test(tokens[index - 2]?.text ?? '');
}
