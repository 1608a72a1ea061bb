import { isEveryday } from './everyday-nouns.js';
import { isMeasuring } from './fixed-phrase.js';
import { isKnownWord } from './lexicon.js';
import type { NounPhrase } from './noun-phrase.js';
import { singularOf } from './plural.js';
import { isOnlyProductName, isProductName } from './product-names.js';
import { canTellNames, holdsName, isOneSentence, isToldBefore } from './question-style.js';
import type { Token } from './token.js';
import { isIrregularPast } from './verb.js';
import { baseNumber } from './word-number.js';

/** What one of several is: the plural of it would be said of other things. */
const SUPERLATIVE = /^(most|least|best|worst|first|last|only|main|primary|favou?rite|same|next|\p{L}{3,}est)$/iu;

/** Of several things a person has, the one that is meant. */
const PARTICULAR =
  /^(main|primary|secondary|personal|favou?rite|whole|entire|usual|original|former|late|maiden|native|better|other)$/i;

/** Qualities, of which a thing has one. */
const QUALITY =
  /^(angle|colou?r|consistency|degree|depth|direction|flavou?r|frequency|height|humidity|length|level|pace|pressure|ratio|role|shape|size|speed|taste|temperature|texture|thickness|volume|weight|width)$/i;

const REFERS = /^(the|this|that|these|those|such)$/i;

const PERSON = /^(i|we|you|my|our|your|me|us)$/i;

/** A verb that can follow its subject, and is not past. */
const PRESENT = /^(is|can|could|do|does|may|might|must|shall|should|will|would|\p{Ll}+[^s]s)$/u;

/** Things and people in general, which are no more "a thing" or "a person" than one of them. */
const VAGUE =
  /^(people|things|ways|others|times|stuff|reasons|lots|plenty|loads|tons|dozens|hundreds|thousands|millions)$/i;

/** Whether a text is one of which nouns can be put in the other number at all: one sentence in which names can be told. */
export function allowsNumber(text: string): boolean {
  return isOneSentence(text) && canTellNames(text);
}

/**
 * Whether "a card" or "which card", opened by token `index`, would say something else in the plural, or nothing that
 * people say: set phrases, what something is, what happened once, names, and what is referred to later.
 */
export function isDoubtfulPlural(tokens: readonly Token[], index: number, phrase: NounPhrase): boolean {
  const head = tokens[phrase.head]!;
  if (isDoubtfulHead(tokens, phrase) || QUALITY.test(head.text)) return true;
  if (isToldBefore(tokens, index)) return true;
  // "on which a particular image I have is": the verb that would have to agree is too far away to be told.
  const clause = /^(which|that|whom|where|when|if|because)$/i.test(tokens[index - 1]?.text ?? '');
  if (clause && !['VERB', 'AUX'].includes(tokens[phrase.head + 1]?.pos ?? '')) return true;
  if (/^an?$/i.test(tokens[index]!.text)) return isMeasuring(tokens, index, phrase.head) || isSaidOf(tokens, index);
  // "which storm had the most impact": one is asked for.
  const superlative = tokens.slice(index + 1).some(({ text }) => SUPERLATIVE.test(text));
  const foreign = holdsName(tokens) && !tokens.some(({ text }) => PERSON.test(text));
  const follows = tokens[phrase.head + 1]?.text ?? '';
  if (/^that$/i.test(tokens[phrase.head + 2]?.text ?? '')) return true;
  return superlative || foreign || isToldBefore(tokens, tokens.length) || !PRESENT.test(follows);
}

/** Whether "my card" at `index` is not one of several, as far as anybody knows. */
export function isDoubtfulPossession(tokens: readonly Token[], index: number, phrase: NounPhrase): boolean {
  const head = tokens[phrase.head]!.text;
  if (isDoubtfulHead(tokens, phrase) || !isEveryday(head) || isToldBefore(tokens, index)) return true;
  if (isReplaced(tokens)) return true;
  if (/^(become|than|like|as)$/i.test(tokens[index - 1]?.text ?? '') || isSaidOf(tokens, index)) return true;
  return tokens.slice(phrase.first, phrase.head).some(({ text }) => PARTICULAR.test(text) || SUPERLATIVE.test(text));
}

/** "a new one", "the old ones": what is owned is referred to again. */
function isReplaced(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ text }, i) =>
      /^ones?$/i.test(text) && /^(the|new|old|other|another|better|different)$/i.test(tokens[i - 1]?.text ?? ''),
  );
}

/** Whether the bare plural at `index` stands for many at once, so that one of them would be another thing to ask about. */
export function isDoubtfulSingular(tokens: readonly Token[], index: number, phrase: NounPhrase): boolean {
  const head = tokens[phrase.head]!.text;
  const singular = singularOf(head);
  if (isDoubtfulHead(tokens, phrase) || singular === undefined || !isEveryday(singular) || VAGUE.test(head))
    return true;
  if (isToldBefore(tokens, index) || /^(of|and|or|between|among)$/i.test(tokens[phrase.head + 1]?.text ?? ''))
    return true;
  // "an address from which I received mail", "google maps"
  if (/^(which|whom)$/i.test(tokens[phrase.head + 2]?.text ?? '')) return true;
  if (isProductName(tokens[index - 1]!.text.toLowerCase())) return true;
  // "chopped onions", "soaked beans": what is done to many at once.
  if (tokens.slice(phrase.first, phrase.head).some(({ text }) => isParticiple(text))) return true;
  return (
    isVerbOfOther(tokens, index - 1) ||
    tokens.some(({ pos, text }, i) => i !== phrase.head && pos === 'NOUN' && singularOf(text) !== undefined)
  );
}

/** A head that is a name, an unknown word or part of something longer, or that comes again. */
function isDoubtfulHead(tokens: readonly Token[], { first, head }: NounPhrase): boolean {
  const { text, pos } = tokens[head]!;
  const next = tokens[head + 1];
  if (/[^t]able$|ible$/.test(text) || tokens.slice(first, head + 1).some((token) => /[/\d]/.test(token.text)))
    return true;
  if (pos === 'PROPN' && !/^\p{Lu}{2,}s?$/u.test(text) && !isCapitalizedTerm(tokens, head)) return true;
  if (!isKnownWord(text.toLowerCase()) && !/^\p{Lu}{2,}s?$/u.test(text) && !text.includes('-')) return true;
  if (next !== undefined && (/^(ones?|back|up)$/i.test(next.text) || next.pos === 'NUM' || /^['’/&+]/.test(next.text)))
    return true;
  if (
    /^(that|which|who)$/i.test(next?.text ?? '') &&
    !['VERB', 'AUX', 'PRON', 'DET'].includes(tokens[head + 2]?.pos ?? '')
  )
    return true;
  if (tokens.slice(first, head + 1).some((token) => isOnlyProductName(token.text.toLowerCase()))) return true;
  const again = baseNumber(text.toLowerCase());
  return tokens.some(
    (token, i) =>
      i !== head && baseNumber(token.text.toLowerCase()) === again && REFERS.test(tokens[i - 1]?.text ?? ''),
  );
}

/** "a Direct Debit", "a Bills Pot": an everyday thing, capitalized as a term. */
function isCapitalizedTerm(tokens: readonly Token[], head: number): boolean {
  return isEveryday(tokens[head]!.text) && /^\p{Lu}/u.test(tokens[head - 1]?.text ?? '');
}

/** "is it a problem", "is he really a scientist": the phrase says what its subject is. */
function isSaidOf(tokens: readonly Token[], index: number): boolean {
  const back = tokens
    .slice(0, index)
    .findLastIndex(({ pos, text }) => pos !== 'ADV' && !/^(not|n't|it|this|that|he|she|they|i|you|we)$/i.test(text));
  if (back < 0 || !/^(am|is|are|be|been|being|['’](m|s|re))$/i.test(tokens[back]!.text)) return false;
  // "is a passport accepted", "how much is a transfer": right behind the verb that opens the question stands its subject.
  return (
    back < index - 1 ||
    !(back === 0 || /^(how|what|when|where|why|who|which)$/i.test(tokens[back - 1]!.text) || back === 2)
  );
}

function isParticiple(text: string): boolean {
  return /[^e]ed$/.test(text) || isIrregularPast(text.toLowerCase());
}

/** A word tagged as a verb behind a noun or an adjective is as likely a noun: "auto play features", "of file sizes". */
function isVerbOfOther(tokens: readonly Token[], verb: number): boolean {
  const before = tokens[verb - 1];
  if (tokens[verb]?.pos !== 'VERB' || before === undefined || /ing$/.test(tokens[verb]!.text)) return false;
  return ['NOUN', 'PROPN', 'ADJ', 'ADP', 'DET'].includes(before.pos);
}
