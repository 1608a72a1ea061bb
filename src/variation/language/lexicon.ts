import model from 'wink-eng-lite-web-model';
import winkNLP, { type WinkMethods } from 'wink-nlp';

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
  if (wink === undefined) {
    wink = winkNLP(model, []);
    firstUnknown = idOf(wink, 'zqxwvkq');
  }
  const answer = MORE.test(word) || (!NOT_WORDS.test(word) && idOf(wink, word) < firstUnknown);
  if (known.size > CACHE) known.clear();
  known.set(word, answer);
  return answer;
}

/** Answers kept; a log of queries holds any number of slips. */
const CACHE = 50_000;

function idOf(nlp: WinkMethods, word: string): number {
  return (nlp.readDoc(word).tokens().out(nlp.its.uniqueId) as unknown as number[])[0] ?? 0;
}
