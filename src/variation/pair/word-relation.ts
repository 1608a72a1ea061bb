import { isEntity } from '../language/entities.js';
import { isRespelling } from '../language/typo.js';
import { baseNumber } from '../language/word-number.js';
import type { Word } from '../language/words.js';

/** How a word of one question corresponds to a word of the other. */
export type WordRelation = 'equal' | 'number' | 'pronoun' | 'agreement' | 'article' | 'spelling';

/** Pronouns by what they do in a sentence: any two of a list may change places. */
const PRONOUNS = [
  ['i', 'we', 'you', 'one'],
  ['me', 'us', 'you', 'one'],
  ['my', 'our', 'your', "one's"],
  ['mine', 'ours', 'yours'],
  ['myself', 'ourselves', 'yourself', 'yourselves', 'oneself'],
];

/** Forms of one verb, or of one determiner, that number or person decides between. */
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

/** Pairs of words that a contraction leaves open. */
const LEFT_OPEN = new Set(['is has', 'has is', 'would had', 'had would']);

const ARTICLE = /^(an?|the)$/;

/** Whether a word is an article. */
export function isArticle({ lower }: Word): boolean {
  return ARTICLE.test(lower);
}

/** How two words correspond; undefined where they do not, which leaves numbers, negations and names to be equal or not. */
export function relationOf(a: Word, b: Word): WordRelation | undefined {
  if (a.lower === b.lower) return 'equal';
  if ((a.contraction ?? b.contraction) !== undefined && LEFT_OPEN.has(`${a.lower} ${b.lower}`)) return 'equal';
  if (ARTICLE.test(a.lower) && ARTICLE.test(b.lower)) return 'article';
  if (together(PRONOUNS, a.lower, b.lower)) return a.text === 'US' || b.text === 'US' ? undefined : 'pronoun';
  if (together(AGREEING, a.lower, b.lower)) return 'agreement';
  if (a.lower.replaceAll("'", '') === b.lower.replaceAll("'", '')) return 'equal';
  const [one, other] = [baseNumber(a.lower), baseNumber(b.lower)];
  if (one === other || alsoPlural(a.lower, b.lower)) return named(a) && named(b) ? undefined : 'number';
  if (isRespelling(a.lower, b.lower)) return differentNames(a, b) ? undefined : 'spelling';
  return undefined;
}

/** Nouns that rules leave in the plural, but that people use in either number. */
function alsoPlural(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long === `${short}s` && /^(belonging|deed|earning|fund|leftover|saving|term)$/.test(short);
}

function together(lists: readonly (readonly string[])[], a: string, b: string): boolean {
  return lists.some((list) => list.includes(a) && list.includes(b));
}

/** "Williams" is not the plural of "William"; "PINs" is that of "PIN". */
function named(word: Word): boolean {
  return isEntity(word) && !/^\p{Lu}{2,}s?$/u.test(word.text);
}

/** Two names that differ by a letter are two names, unless they are long and begin alike ("Manning", "Mnning"). */
function differentNames(a: Word, b: Word): boolean {
  if (!isEntity(a) || !isEntity(b)) return false;
  return Math.min(a.lower.length, b.lower.length) < 6 || a.lower[0] !== b.lower[0];
}
