import model from 'wink-eng-lite-web-model';
import winkNLP, { type ItemToken, type PartOfSpeech, type WinkMethods } from 'wink-nlp';
import { isIrregularPast } from './verb.js';

/** A word or mark. `space` is the white space before it, so that joining tokens gives the text back. */
export interface Token {
  readonly text: string;
  readonly space: string;
  /** Universal part of speech; a hyphenated compound is one token. */
  readonly pos: PartOfSpeech;
}

let wink: WinkMethods | undefined;

/** Splits and tags a question with wink-nlp, joins hyphenated compounds and mends what the tagger is known to get wrong. */
export function tagQuestion(text: string): Token[] {
  // Loading the model takes a third of a second, which commands that make no variants should not pay.
  wink ??= winkNLP(model, ['sbd', 'pos']);
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
  return repairTags(joinHyphens(tokens));
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

/** Words that the tagger takes for a noun or an adjective where they are the verb of a question with "do" or "can". */
export const MAIN_VERBS = /^(appear|arrive|change|cost|end|finish|land|last|log|lower|rise|show|start|work)$/;

/** Nouns that the tagger takes for adjectives. */
const NOUNS = /^(alert|individual|official)$/;

/** What calls for a base verb, from the front of a question. */
const BASE_VERB_AUXILIARY = /^(can|could|did|do|does|may|might|must|shall|should|will|would)$/i;

/** Verbs that take a noun phrase and another verb: "let a payment through", "make an account return". */
export const CAUSATIVE = /^(have|help|let|make|watch)s?$/;

/**
 * Mends the tagger's systematic errors: names made of common words ("Heron Plus"), the verb of a question with "do"
 * that could be a noun ("does a card cost"), and nouns that could be a verb ("a torn slip", "does a van stop last").
 */
function repairTags(tokens: readonly Token[]): Token[] {
  const out = tokens.map((token, i): Token => {
    if (i > 0 && isName(token, tokens[i - 1]!)) return { ...token, pos: 'PROPN' };
    // "when are vault visits possible": no base verb follows a form of "be".
    const afterBe = /^(is|are|was|were)$/i.test(tokens[i - 1]?.text ?? '') && token.pos === 'VERB' && isBase(token);
    return afterBe || (NOUNS.test(token.text) && !isNoun(tokens[i + 1])) ? { ...token, pos: 'NOUN' } : token;
  });
  const auxiliary = out.findIndex((token) => BASE_VERB_AUXILIARY.test(token.text));
  const main = auxiliary < 0 ? -1 : repairMainVerb(out, auxiliary);
  for (const [i, token] of out.entries()) {
    if (isDeterminer(token) || (i === 0 && /^which$/i.test(token.text))) repairNounPhrase(out, i, auxiliary, main);
  }
  return out;
}

/** A capitalised word inside a sentence, other than "I". */
function isName(token: Token, previous: Token): boolean {
  return /^\p{Lu}/u.test(token.text) && !/^I($|['’])/.test(token.text) && !/^[.?!]$/.test(previous.text);
}

function isNoun(token: Token | undefined): boolean {
  return token?.pos === 'NOUN' || token?.pos === 'PROPN';
}

/** a, an, the, or a possessive: what must be followed by a noun. */
export function isDeterminer(token: Token): boolean {
  return /^(an?|the|my|our|your|their)$/i.test(token.text);
}

/** Gives the main verb that `auxiliary` calls for its tag, and returns its index, or -1 when that is not certain. */
function repairMainVerb(tokens: Token[], auxiliary: number): number {
  const tagAt = (i: number) => tokens[i]?.pos ?? 'PUNCT';
  const verbAfter = (start: number, tags: readonly string[]) =>
    tokens.findIndex((token, i) => i >= start && token.pos === 'VERB' && isBase(token) && tags.includes(tagAt(i - 1)));
  const first = verbAfter(auxiliary + 2, ['NOUN', 'PROPN', 'PRON', 'ADV']);
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
