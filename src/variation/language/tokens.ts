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
      tokens.push({ text: token.out(), space: token.out(its.precedingSpaces) as string, pos: token.out(its.pos) as PartOfSpeech });
    });
  return repairTags(joinHyphens(tokens));
}

/** The text of tokens; the first letter takes the case of the first letter of `source`. */
export function joinTokens(tokens: readonly Token[], source: string): string {
  const text = tokens.map((token) => token.space + token.text).join('').trim();
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
    const text = tokens.slice(i, end + 1).map((token) => token.text).join('');
    const modifies = ['NOUN', 'PROPN', 'ADJ', 'VERB'].includes(tokens[end + 1]?.pos ?? '');
    joined.push({ text, space: tokens[i]!.space, pos: modifies ? 'ADJ' : 'NOUN' });
    i = end;
  }
  return joined;
}

/** Words that the tagger takes for a noun or an adjective where they are the verb that ends a question with "do". */
const CLOSING_VERBS = new Set(['cost', 'last', 'land', 'end', 'log', 'lower', 'start', 'change', 'work', 'arrive', 'finish', 'show']);

/**
 * Mends the tagger's systematic errors: names made of common words ("Heron Plus"), the verb of a question with "do"
 * that could be a noun ("does a card cost"), and nouns that could be a verb ("a torn slip", "does a van stop last").
 */
function repairTags(tokens: readonly Token[]): Token[] {
  const out = tokens.map((token, i) => (i > 0 && isName(token, tokens[i - 1]!) ? { ...token, pos: 'PROPN' as const } : token));
  const inverted = out.findIndex((token) => /^(do|does|did|can|must|will|should|may)$/i.test(token.text));
  if (inverted >= 0) repairMainVerb(out, inverted);
  for (const [i, token] of out.entries()) {
    if (isDeterminer(token) || (i === 0 && /^which$/i.test(token.text))) repairNounPhrase(out, i);
  }
  return out;
}

/** A capitalised word inside a sentence, other than "I". */
function isName(token: Token, previous: Token): boolean {
  return /^\p{Lu}/u.test(token.text) && !/^I($|['’])/.test(token.text) && !/^[.?!]$/.test(previous.text);
}

/** a, an, the, or a possessive: what must be followed by a noun. */
export function isDeterminer(token: Token): boolean {
  return /^(an?|the|my|our|your|their)$/i.test(token.text);
}

function repairMainVerb(tokens: Token[], auxiliary: number): void {
  const noun = (i: number) => ['NOUN', 'PROPN', 'VERB', 'ADV', 'ADJ'].includes(tokens[i]?.pos ?? '');
  for (let i = auxiliary + 2; i < tokens.length; i++) {
    const closes = tokens[i + 1] === undefined || ['PUNCT', 'ADP', 'PRON', 'DET'].includes(tokens[i + 1]!.pos);
    if (CLOSING_VERBS.has(tokens[i]!.text) && closes && noun(i - 1)) tokens[i] = { ...tokens[i]!, pos: 'VERB' };
  }
  const verbAfter = (start: number, tags: readonly string[]) =>
    tokens.findIndex((token, i) => i >= start && token.pos === 'VERB' && tags.includes(tokens[i - 1]?.pos ?? ''));
  const first = verbAfter(auxiliary + 2, ['NOUN', 'PROPN']);
  const second = first < 0 ? -1 : verbAfter(first + 1, ['NOUN', 'PROPN', 'VERB']);
  // Two verbs after nouns: the first belongs to the subject ("a bank switch to Tarnbrook take").
  if (second >= 0 && couldBeNoun(tokens[first]!) && isBase(tokens[second]!)) tokens[first] = { ...tokens[first]!, pos: 'NOUN' };
}

/**
 * A noun must come after a determiner: when none does, the last word that could be one, is. And where the phrase is
 * no subject of "do" or "can", a base verb after its noun is a noun too ("on a giro slip").
 */
function repairNounPhrase(tokens: Token[], determiner: number): void {
  const tagAt = (i: number) => tokens[i]?.pos ?? '';
  const makeNoun = (i: number) => {
    tokens[i] = { ...tokens[i]!, pos: 'NOUN' };
  };
  const before = tokens.slice(0, determiner);
  const subject = tagAt(determiner - 1) === 'AUX' || before.some(({ text }) => /^(let|lets|make|makes|help|helps|have|watch)$/i.test(text));
  let end = determiner + 1;
  while (['ADJ', 'VERB', 'PROPN', 'NUM', 'ADV'].includes(tagAt(end))) end++;
  if (tagAt(end) === 'NOUN') {
    while (['NOUN', 'ADJ'].includes(tagAt(end))) end++;
    if (!subject && tagAt(end) === 'VERB' && couldBeNoun(tokens[end]!) && !['DET', 'PRON'].includes(tagAt(end + 1))) makeNoun(end);
    return;
  }
  const names = tokens.slice(determiner, end).some(({ pos }) => pos === 'PROPN');
  if (names && (subject || tagAt(end - 1) === 'PROPN')) return;
  for (let head = end - 1; head > determiner; head--) {
    if (couldBeNoun(tokens[head]!)) return makeNoun(head);
  }
}

function couldBeNoun(token: Token): boolean {
  return (token.pos === 'VERB' || token.pos === 'ADJ') && isBase(token) && !CLOSING_VERBS.has(token.text);
}

function isBase({ text }: Token): boolean {
  return !/(ed|ing|ly|[^s]s)$/.test(text) && !isIrregularPast(text);
}
