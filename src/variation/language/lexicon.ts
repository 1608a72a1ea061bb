import type { WinkMethods } from 'wink-nlp';
import { loadWink } from './wink.js';

let wink: WinkMethods | undefined;
let firstUnknown = 0;
const known = new Map<string, boolean>();

/** Words that the lexicon lacks, or holds only as names, though no reader stumbles over them. */
const MORE =
  /^(app|apps|banknote|broadband|chargeback|chatbot|checkbox|contactless|cookies|dropdown|email|emails|hashtag|homepage|hotspot|inbox|login|offline|passcode|payee|payees|payout|popup|remortgage|screenshot|signup|smartphone|strikethrough|timeline|unsubscribe|username|voicemail|webcam|wifi|workspace)$/;

/** Abbreviations and slips that word lists tolerate. */
const NOT_WORDS = /^(adn|cna|hte|hwo|nad|ot|taht|teh|thsi|waht|wiht|yuo)$/;

/**
 * Whether a lower-case word is one of the some 87,000 of wink's English lexicon. wink numbers its own words first, so
 * whatever gets a higher number than a word that cannot exist is new to it.
 */
export function isKnownWord(word: string): boolean {
  const before = known.get(word);
  if (before !== undefined) return before;
  return remember(word, idsOf(word)[0] ?? 0);
}

/** Looks several lower-case words up at once, which takes a fraction of the time that one after the other takes. */
export function lookUp(words: readonly string[]): void {
  const unseen = [...new Set(words)].filter((word) => !known.has(word));
  const ids = unseen.length === 0 ? [] : idsOf(unseen.join(' '));
  // Where wink splits a word in two ("cannot") the numbers do not belong to the words.
  if (ids.length === unseen.length) for (const [i, word] of unseen.entries()) remember(word, ids[i]!);
}

function remember(word: string, id: number): boolean {
  const answer = MORE.test(word) || (!NOT_WORDS.test(word) && id < firstUnknown);
  if (known.size > CACHE) known.clear();
  known.set(word, answer);
  return answer;
}

/** Answers kept; a log of queries holds any number of slips. */
const CACHE = 50_000;

function idsOf(text: string): readonly number[] {
  if (wink === undefined) {
    wink = loadWink([]);
    firstUnknown = idsOf('zqxwvkq')[0] ?? 0;
  }
  return wink.readDoc(text).tokens().out(wink.its.uniqueId) as unknown as number[];
}
