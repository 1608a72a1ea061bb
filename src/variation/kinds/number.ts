import { agreementFor, type Edit } from '../language/agreement.js';
import { isEntity } from '../language/entities.js';
import { isFixedIndefinite } from '../language/fixed-phrase.js';
import { inSingular } from '../language/in-singular.js';
import { indefiniteArticle } from '../language/indefinite-article.js';
import { type NounPhrase, nounPhraseAt } from '../language/noun-phrase.js';
import { allowsNumber, isDoubtfulPlural, isDoubtfulPossession, isDoubtfulSingular } from '../language/number-doubts.js';
import { inOneList } from '../language/one-list.js';
import { pluralOf, singularOf } from '../language/plural.js';
import { isOnlyProductName } from '../language/product-names.js';
import type { Token } from '../language/token.js';
import { joinTokens, lowerFirst, tagQuestion } from '../language/tokens.js';
import { isIrregularPast } from '../language/verb.js';
import { baseNumber } from '../language/word-number.js';
import type { Word } from '../language/words.js';
import { articlesOf, numbersOf } from '../pair/articles.js';
import { variationKind } from './kind.js';

/** Modifiers that allow one thing only. */
const ONE =
  /^(first|second|third|fourth|last|next|single|one|only|whole|entire|same|other|maximum|minimum|1|\p{L}{3,}est)$/iu;

/** Modifiers and determiners that count. */
const MANY =
  /^(many|multiple|numerous|various|different|more|most|several|few|fewer|other|all|both|these|those|some|any|no|such|enough|less|zero)$/i;

/** Things that a person has or meets once. */
const ONCE =
  /^(address|age|app|balance|birth|birthday|boss|country|credit|death|divorce|email|employer|gender|home|household|husband|job|life|marriage|mind|name|nationality|online|password|profile|residence|retirement|score|status|surname|title|town|village|wedding|wife)$/i;

/** Events that happen to a person once. */
const ONCE_EVENT = /^(birth|birthday|death|divorce|marriage|retirement|wedding)$/i;

/** Units and measures, whose number is part of what is said; and nouns that stand for a question word ("what kind of"). */
const MEASURE =
  /^(cent|day|dollar|euro|hour|inch|kind|meter|metre|mile|minute|month|penny|percent|pound|quarter|second|sort|step|time|type|unit|way|week|weekend|year)s?$|^(pence|feet)$/i;

/** Pronouns that may stand for the phrase and would have to change with it. */
const ANAPHOR = /^(it|its|itself|they|them|their|theirs|themselves|he|him|his|she|her|hers|himself|herself)$/i;

/** Forms of one verb or determiner that differ in number or person. */
const AGREEING = [
  ['is', 'are', 'am'],
  ['was', 'were'],
  ['has', 'have'],
  ['does', 'do'],
  ['this', 'these'],
  ['that', 'those'],
  ['it', 'they', 'them'],
  ['its', 'their'],
  ['much', 'many'],
];

/**
 * Interchanges singular and plural of noun phrases: "a contact to a phone book" - "contacts to phone books", "which
 * card is" - "which cards are", "my card" - "my cards", "do payments expire" - "does a payment expire". First all
 * indefinite phrases together, then each alone, then possessives and bare plurals. Determiners and verbs agree; mass
 * nouns, names, measures, set phrases and whatever cannot be parsed for certain are left alone.
 */
export const number = variationKind({
  name: 'number',
  label: 'singular / plural',
  summary: 'singular and plural, with the verb and determiner that agree',
  example: ['How do I add a contact to a phone book?', 'How do I add contacts to phone books?'],
  byDefault: true,
  lexical: true,
  relate(a, b) {
    if (inOneList(AGREEING, a.lower, b.lower)) return 'agreement';
    if (baseNumber(a.lower) !== baseNumber(b.lower) && !alsoPlural(a.lower, b.lower)) return undefined;
    return !(isName(a) && isName(b)) && 'number';
  },
  detect(pair) {
    return [...numbersOf(pair), ...articlesOf(pair, 'number')];
  },
  apply({ text }, random) {
    if (!allowsNumber(text)) return [];
    const tokens = tagQuestion(text);
    const indefinite = tokens.flatMap((_, i) => pluralized(tokens, i) ?? []);
    const others = tokens.flatMap((_, i) => possessed(tokens, i) ?? singularized(tokens, i) ?? []);
    const together = new Map(indefinite.flatMap((edit) => [...edit]));
    // "an order or a warrant": one of the two alone in the plural reads badly.
    const coordinated = tokens.some(({ text }, i) => /^(and|or)$/i.test(text) && together.has(i + 1));
    const edits = [
      ...(indefinite.length > 0 ? [together] : []),
      ...(coordinated ? [] : random.shuffle(indefinite)),
      ...random.shuffle(others),
    ];
    return [...new Set(edits.map((edit) => rewrite(tokens, edit, text)))].filter((variant) => variant !== text);
  },
  canonical: { step: 80, form: inSingular },
});

/** Nouns that rules leave in the plural, but that people use in either number. */
function alsoPlural(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long === `${short}s` && /^(belonging|deed|earning|fund|leftover|saving|term)$/.test(short);
}

/** "Williams" is not the plural of "William"; "PINs" is that of "PIN". */
function isName(word: Word): boolean {
  return isEntity(word) && !/^\p{Lu}{2,}s?$/u.test(word.text);
}

/** "a card" or "which card" at `index`, in the plural. */
function pluralized(tokens: readonly Token[], index: number): Edit | undefined {
  const which = index === 0 && /^(which|what)$/i.test(tokens[0]!.text);
  if (!which && !/^an?$/i.test(tokens[index]!.text)) return undefined;
  // "50A": no article.
  if (index > 0 && tokens[index]!.space === '') return undefined;
  if (!which && (isFixedIndefinite(tokens, index) || isPredicate(tokens, index))) return undefined;
  const phrase = changeable(tokens, index + 1);
  const head = phrase && tokens[phrase.head]!.text;
  // "a Google Doc", "a bachelor's degree", "a C++ compiler": names and what is cut in two stay as they are.
  if (phrase && !isCommon(tokens, phrase)) return undefined;
  const plural = head && !ONCE_EVENT.test(head) ? pluralOf(head) : undefined;
  if (plural === undefined) return undefined;
  // "what gap between sale and purchase is": the verb is too far away to be told.
  if (which && tokens[phrase!.head + 1]?.pos === 'ADP') return undefined;
  const agreement = agreementFor(tokens, which ? -1 : index, phrase!, 'plural');
  if (isDoubtfulPlural(tokens, index, phrase!)) return undefined;
  if (agreement === undefined) return undefined;
  return new Map<number, string | null>([
    ...agreement,
    ...(which ? [] : [[index, null] as const]),
    [phrase!.head, plural],
  ]);
}

/** "my card" at `index`, in the plural. */
function possessed(tokens: readonly Token[], index: number): Edit | undefined {
  if (!/^(my|our|your)$/i.test(tokens[index]!.text)) return undefined;
  const phrase = changeable(tokens, index + 1);
  if (phrase === undefined || ONCE.test(tokens[phrase.head]!.text)) return undefined;
  if (isDoubtfulPossession(tokens, index, phrase)) return undefined;
  const head = tokens[phrase.head]!;
  if (head.pos === 'PROPN' && !/^\p{Lu}+$/u.test(head.text)) return undefined;
  const plural = pluralOf(head.text);
  const agreement = agreementFor(tokens, index, phrase, 'plural');
  return plural === undefined || agreement === undefined ? undefined : new Map([...agreement, [phrase.head, plural]]);
}

/** The bare plural that starts at `index`, in the singular with "a" or "an". */
function singularized(tokens: readonly Token[], index: number): Edit | undefined {
  const before = tokens[index - 1];
  const governed = isGoverning(before) || before?.pos === 'AUX';
  const first = tokens[index]!;
  if (!governed || ['VERB', 'ADV', 'NUM'].includes(first.pos)) return undefined;
  const phrase = changeable(tokens, index);
  if (
    phrase === undefined ||
    tokens.slice(index, phrase.head + 1).some(({ pos, text }) => pos === 'PROPN' || MANY.test(text))
  )
    return undefined;
  if (isDoubtfulSingular(tokens, index, phrase)) return undefined;
  const head = tokens[phrase.head]!;
  const singular = singularOf(head.text);
  const agreement = agreementFor(tokens, index, phrase, 'singular');
  if (singular === undefined || agreement === undefined) return undefined;
  const word = phrase.head === index ? singular : first.text;
  return new Map([...agreement, [phrase.head, singular], [index, `${indefiniteArticle(word)} ${lowerFirst(word)}`]]);
}

/** A verb, but not a participle ("with folded corners"). */
function isGoverning(token: Token | undefined): boolean {
  return token?.pos === 'VERB' && !/ed$/.test(token.text) && !isIrregularPast(token.text);
}

/** The noun phrase at `first`, if its number may be changed. */
function changeable(tokens: readonly Token[], first: number): NounPhrase | undefined {
  const phrase = nounPhraseAt(tokens, first);
  if (phrase === undefined) return undefined;
  const words = tokens.slice(phrase.first, phrase.head + 1);
  const head = tokens[phrase.head]!.text;
  if (MEASURE.test(head) || words.some(({ text, pos }) => ONE.test(text) || pos === 'NUM')) return undefined;
  // "a charity or partnership": the second noun would have to change too.
  const coordinated =
    tokens[phrase.head + 1]?.pos === 'CCONJ' &&
    !['DET', 'PRON', 'PART', 'AUX'].includes(tokens[phrase.head + 2]?.pos ?? '');
  const referred = tokens.slice(phrase.head + 1).some(({ text }) => ANAPHOR.test(text));
  if (coordinated || referred || /^\d/.test(tokens[phrase.head + 1]?.text ?? '')) return undefined;
  // "does it make a difference": said of one only.
  if (head === 'difference' && /^mak(e|es|ing)$/i.test(tokens[first - 2]?.text ?? '')) return undefined;
  // "my veggies cook": what looks like the head is the verb of a plural.
  const plural = tokens.slice(phrase.first, phrase.head).some(({ text, pos }) => pos === 'NOUN' && singularOf(text));
  return plural && tokens[phrase.head + 1]?.pos === 'ADV' ? undefined : phrase;
}

/** Whether no product is named in a phrase, and its head is a word by itself. */
function isCommon(tokens: readonly Token[], { first, head }: NounPhrase): boolean {
  const next = tokens[head + 1];
  const glued = next?.space === '' && /^['’+/#&]/.test(next.text);
  return !glued && !tokens.slice(first, head + 1).some(({ text }) => isOnlyProductName(text.toLowerCase()));
}

/** The a / an at `index` opens what something is said to be, so that two phrases would have to agree. */
function isPredicate(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  return (
    before !== undefined &&
    (/^(be|been|being|become|becomes|becoming|per)$/i.test(before.text) || ['NOUN', 'PROPN'].includes(before.pos))
  );
}

function rewrite(tokens: readonly Token[], edit: Edit, text: string): string {
  const changed = tokens.flatMap((token, i) => {
    const now = edit.get(i);
    return now === null ? [] : [now === undefined ? token : { ...token, text: now }];
  });
  return joinTokens(changed, text);
}
