import type { Differing } from './differing.js';
import { isKnownWord } from './lexicon.js';
import { isOnlyProductName, isProductName } from './product-names.js';
import { baseNumber } from './word-number.js';
import { type Word, wordsOf } from './words.js';

/** Capitalized words that name nothing: pronouns, titles of address, common abbreviations of general things. */
const NO_NAME = /^(i|i'm|i've|i'd|i'll|ok|okay|faq|asap|pls|please|hi|hello|thanks|ps|dr|mr|mrs|ms|diy|qty|am|pm|id)$/;

/** Whether a word, where it stands, names something: a capital inside the sentence or the word, or a known product. */
export function isEntity(word: Word): boolean {
  const { text, lower, initial } = word;
  if (NO_NAME.test(lower) || !/\p{L}/u.test(text) || word.contraction !== undefined) return false;
  if (isOnlyProductName(lower)) return true;
  const capital = /^\p{Lu}/u.test(text);
  if (capital && isProductName(lower)) return true;
  if (/\p{Ll}\p{Lu}/u.test(text) || /^\p{Lu}[\p{Lu}\p{N}&]+$/u.test(text)) return true;
  return capital && (!initial || !isKnownWord(lower));
}

/** The names of a text in lower case. In a text written in capitals, or with A Capital To Each Word, only known products count. */
export function entitiesOf(text: string): string[] {
  const words = wordsOf(text);
  const inside = words.filter((word) => !word.initial && word.lower !== 'i');
  const titled = inside.length > 2 && inside.filter((word) => /^\p{Lu}/u.test(word.text)).length > 0.6 * inside.length;
  return words
    .filter((word) => (titled ? isOnlyProductName(word.lower) : isEntity(word)))
    .map(({ lower }) => bare(lower));
}

/** The names that only one of two texts has, in any case: "Gmail" and "gmail" are one name. */
export function differingEntities(question: string, variant: string): Differing {
  return { question: missing(question, variant), variant: missing(variant, question) };
}

function missing(from: string, other: string): string[] {
  const words = wordsOf(other).map(({ lower }) => bare(lower));
  const joined = words.join('');
  const initials = words.map((word) => word[0]).join('');
  return [...new Set(entitiesOf(from))].filter(
    (name) =>
      !words.some((word) => word === name || stem(word) === stem(name)) &&
      !joined.includes(name) &&
      !(name.length >= 3 && name.length <= 5 && initials.includes(name)),
  );
}

function bare(lower: string): string {
  return lower.replace(/'s$/, '');
}

/** "Germany" - "german", "Canadian" - "canada", "PINs" - "pin". */
function stem(word: string): string {
  return baseNumber(word).slice(0, Math.max(4, word.length - 3));
}
