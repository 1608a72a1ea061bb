import { spellOut } from './contractions.js';
import { howFrameOf, isGerundOf } from './how-frame.js';
import { isKnownWord } from './lexicon.js';
import { gerund } from './verb.js';
import { wordsOf } from './words.js';

const PERSONAL = /\b(i|we|my|our|me|us|myself|ourselves|i'm|we're)\b/i;

/** What stands before the object of an imperative; a noun in its place would make a keyword query. */
const OBJECT = /^(a|an|the|my|our|your|this|that|these|those|it)$/;

/** Words that are no verb, or not one to begin an imperative with, though an object may follow. */
const NO_VERB =
  /^(what|which|who|whose|why|when|where|how|is|are|am|was|were|do|does|did|can|could|will|would|should|may|might|must|shall|has|have|had|if|in|on|at|for|from|to|with|of|by|about|after|before|during|since|until|than|then|and|or|but|as|so|because|while|not|all|any|both|does|let|tell|show|explain|give|describe|list|name|define|i|we|you|he|she|it|they|the|a|an|my|per|via|into|over|under|within|without|through|between|against|like|also|whats|re|yes|no|hi|please|help|need|want|got|am|lost|sent|paid|made|just|only|even|still|using|around|inside|outside|behind|near|above|below|versus|vs|is)$/;

/** Verbs that no keyword query begins with as nouns. */
const CLEAR_VERB =
  /^(create|add|remove|delete|enable|disable|install|uninstall|get|find|make|send|download|upload|convert|connect|configure|fix|reset|unlock|activate|deactivate|apply|pay|buy|sell|learn|become|replace|prevent|avoid|renew|write|choose|clean|close|open|attach|filter|move)$/;

/** A sentence has one of them; behind a subordinating word it belongs to a clause. */
const FINITE = /^(is|are|was|were|do|does|did|has|can|will|would|should)$/;
const SUBORDINATE = /^(that|which|who|if|when|where|how|what|so|because|while|whether|without)$/;

/** Every form of a how-question as "how to ...", headings and imperatives with an object included; else the text itself. */
export function howTo(text: string): string {
  const words = wordsOf(text);
  const spelled = spellOut(words);
  const frame = howFrameOf(spelled);
  if (frame !== undefined) {
    const rest = words[frame.length];
    if (
      frame.family !== 'how' ||
      frame.form === 'how should' ||
      rest === undefined ||
      spelled[frame.length]?.at !== rest.at
    )
      return text;
    const last = words[frame.length - 1];
    // A quotation mark or bracket that opens here would be lost.
    if (last !== undefined && text.slice(last.at + last.text.length, rest.at).trim() !== '') return text;
    const tail = text.slice(rest.at);
    if (frame.subject === 'you' && PERSONAL.test(tail)) return text;
    const verb = frame.gerund ? baseOf(rest.lower) : rest.text;
    return verb === undefined ? text : `${capital(text, 'how to')} ${verb}${tail.slice(rest.text.length)}`;
  }
  const [first, second] = words;
  if (first === undefined || second === undefined || first.at !== 0 || /\?/.test(text)) return text;
  const finite = words.findIndex(({ lower }) => FINITE.test(lower));
  if (finite >= 0 && !words.slice(0, finite).some(({ lower }) => SUBORDINATE.test(lower))) return text;
  const base = baseOf(first.lower);
  if (base !== undefined) return `${capital(text, 'how to')} ${base}${text.slice(first.text.length)}`;
  if (
    !(OBJECT.test(second.lower) || CLEAR_VERB.test(first.lower)) ||
    NO_VERB.test(first.lower) ||
    !isKnownWord(first.lower) ||
    /(ed|ly|s)$/.test(first.lower)
  )
    return text;
  return `${capital(text, 'how to')} ${first.lower}${text.slice(first.text.length)}`;
}

/** The verb of an "-ing" form, or undefined where the word is none. */
function baseOf(word: string): string | undefined {
  if (
    !/^[a-z]{2,}ing$/.test(word) ||
    /^(thing|king|ring|sing|bring|spring|string|nothing|something|anything|everything|during|evening|morning|being|having|wing|swing|sting|cling|fling|sling|regarding|concerning|according|including|following|training|pricing|billing|banking|parking|shipping|building|meeting|setting|savings?)$/.test(
      word,
    )
  )
    return undefined;
  const stem = word.slice(0, -3);
  const candidates = [`${stem}e`, stem, stem.replace(/(.)\1$/, '$1'), stem.replace(/y$/, 'ie')];
  const fits = candidates.filter((verb) => isGerundOf(word, verb) && isKnownWord(verb));
  return (
    fits.find((verb) => gerund(verb) === word && !/[^aeiou][aeiou][^aeiouwxy]$/.test(verb)) ??
    fits.find((verb) => gerund(verb) === word) ??
    fits[0]
  );
}

function capital(text: string, front: string): string {
  return /^\p{Lu}/u.test(text) ? front.charAt(0).toUpperCase() + front.slice(1) : front;
}
