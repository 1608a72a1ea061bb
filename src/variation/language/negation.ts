import { spellOut } from './contractions.js';
import type { Differing } from './differing.js';
import { isFunctionWord } from './function-words.js';
import { wordsOf } from './words.js';

const NEGATION = /^(not|no|never|without|none|nobody|nothing|neither|nor|nowhere|cannot)$/;

/** Words that deny something without a "not": "fails" says what "does not work" says. */
const IMPLICIT =
  /^(fail\p{L}*|unable|impossible|decline[sd]?|refuse[sd]?|reject\p{L}*|lack\p{L}*|avoid\p{L}*|prevent\p{L}*|stop\p{L}*|broken|missing|lost|wrong|problem|problems|trouble|error|errors|issue|issues|block\p{L}*|disable\p{L}*|cancel\p{L}*|exclude\p{L}*|except|free|instead|stuck|down|deny|denied|denies|hardly|rarely|skip\p{L}*|remove\p{L}*|ignore\p{L}*|un\p{L}{4,}|in(valid|correct|eligible|active|visible|accessible|complete|secure)|dis(appear|allow|able)\p{L}*|less|forg[eo]t\p{L}*|keep|late|delayed|still|only|wait\p{L}*|refrain\p{L}*|get rid|turn off|off|out|minus|zero)$/u;

/** The negating words of a text, contractions spelled out; "why not", "whether or not" and "not only" deny nothing. */
export function negationsOf(text: string): string[] {
  const words = spellOut(wordsOf(text)).map(({ lower }) => lower);
  return words.filter((word, i) => {
    if (!NEGATION.test(word)) return false;
    if (word === 'not' && (words[i - 1] === 'or' || words[i + 1] === 'only')) return false;
    // "no. 5", "is it ok, or no"
    return word !== 'no' || /^[a-z]/.test(words[i + 1] ?? '');
  });
}

/**
 * The negations that only one of two texts has. One that the other text can be saying in another way ("does not work" -
 * "fails") is not among them; two negations in one text are as good as none.
 */
export function differingNegations(question: string, variant: string): Differing {
  const [ofQuestion, ofVariant] = [negationsOf(question), negationsOf(variant)];
  if (ofQuestion.length % 2 === ofVariant.length % 2) return { question: [], variant: [] };
  const denied = (text: string) => wordsOf(text).some(({ lower }) => IMPLICIT.test(lower));
  if (ofQuestion.length > ofVariant.length)
    return { question: onlyImplicit(variant, question) && denied(variant) ? [] : ofQuestion, variant: [] };
  return { question: [], variant: onlyImplicit(question, variant) && denied(question) ? [] : ofVariant };
}

/** Whether `text` has an implicit negation that `other` lacks. */
function onlyImplicit(text: string, other: string): boolean {
  const there = new Set(wordsOf(other).map(({ lower }) => lower));
  return wordsOf(text).some(({ lower }) => IMPLICIT.test(lower) && !there.has(lower));
}

/** The content words that a text denies: what follows each of its negations; a negation at the end denies none. */
export function deniedIn(text: string): string[] {
  const words = spellOut(wordsOf(text)).map(({ lower }) => lower);
  return words.flatMap((word, i) => {
    if (!NEGATION.test(word)) return [];
    return words.slice(i + 1).find((next) => !isFunctionWord(next) && !NEGATION.test(next)) ?? [];
  });
}
