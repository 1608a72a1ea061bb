import type { Token } from './token.js';

/** Units after "a": "twice a day", "in a year", "once a week". */
const UNIT = /^(second|minute|hour|day|night|week|fortnight|month|quarter|year|time|while|moment|pop|head)$/i;

/** Nouns and adjectives that are quantities after "a": "a lot of", "a few", "a second time". */
const QUANTITY =
  /^(lot|few|bit|little|couple|number|dozen|hundred|thousand|million|fraction|range|great|good|certain|half)$/i;

/** Nouns that say how much of something, or which part of it, is meant: "a pinch of", "a section of". */
const PART =
  /^(amount|array|batch|bunch|chunk|collection|combination|cup|decline|drop|glass|group|handful|increase|kind|lack|layer|level|loss|majority|means|member|minimum|maximum|minority|mix|mixture|number|pair|part|percentage|period|piece|pile|pinch|pint|portion|preparation|proportion|quantity|section|selection|sense|series|set|share|shortage|slice|sort|source|splash|spoonful|surplus|tablespoon|teaspoon|theory|total|type|variety)$/i;

/** What follows a preposition and "a" in phrases that are said in one way only: "in a hurry", "on a budget", "as a rule". */
const AFTER_PREPOSITION =
  /^(average|basis|boil|budget|bid|case|catch|change|circle|degree|diet|discount|distance|effort|event|extent|favor|favour|fashion|flash|glance|go|hurry|inch|laugh|living|loop|loss|manner|margin|matter|mess|minimum|nutshell|pace|pinch|point|premium|price|purpose|question|rage|rate|regular|result|row|rule|rush|scale|sense|simmer|slant|speed|stretch|temperature|trial|vacuum|variety|view|vote|walk|way|whim|whole)$/i;

/** Nouns after which a noun is named, and not spoken of: "the word for a flavour", "the name of a teacher". */
const NAMING = /^(definition|example|idea|meaning|name|nickname|role|synonym|term|title|translation|word)$/i;

/** What follows "the" in phrases that are said in one way only: "on the cob", "by the way", "kick the bucket". */
const DEFINITE_IDIOM =
  /^(air|bat|beginning|bucket|bunch|cob|contrary|cuff|dark|day|dishes|event|fact|fly|former|future|go|ground|hook|house|internet|latter|least|long|market|meantime|middle|moment|mood|morning|most|more|less|move|night|other|others|past|phone|radio|rest|road|rocks|run|sake|side|sidelines|sky|spot|sun|table|top|tv|very|way|weather|web|wild|world)$/i;

const PARTITIVE = /^(one|some|all|both|half|most|many|none|any|each|either|neither|part|rest|two|three|few)$/i;

/** Whether the a / an at `index` belongs to a set phrase, in which it can be neither dropped nor swapped nor put in the plural. */
export function isFixedIndefinite(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.text.toLowerCase() ?? '';
  const next = tokens[index + 1]?.text ?? '';
  if (/^(such|what|half|many|quite|rather|as|not)$/.test(before)) return true;
  return (
    UNIT.test(next) ||
    QUANTITY.test(next) ||
    (/^(second|third|single|short|long|later|given|new|whole|full)$/i.test(next) &&
      UNIT.test(tokens[index + 2]?.text ?? ''))
  );
}

/** Whether the a / an at `index` opens a measure, a part or an idiom, whose noun has no other number there: "in a pinch". */
export function isMeasuring(tokens: readonly Token[], index: number, head: number): boolean {
  const before = tokens[index - 1]?.text.toLowerCase() ?? '';
  const noun = tokens[head]!.text;
  if (/^(most|more|less|only|just|really|truly|also|than|like|perhaps|maybe|ever|never|even)$/.test(before))
    return true;
  if (PART.test(noun) && /^of$/i.test(tokens[head + 1]?.text ?? '')) return true;
  const close =
    head === index + 1 ||
    (head === index + 2 &&
      /^(daily|global|international|large|local|national|regular|small|weekly)$/i.test(tokens[index + 1]!.text));
  if (close && /^(at|by|for|in|into|on|to|under|with|without)$/.test(before) && AFTER_PREPOSITION.test(noun))
    return true;
  const asksName = /^what$/i.test(tokens[0]!.text) && /^(is|are|was|['’]s)$/i.test(tokens[1]!.text);
  return asksName && /^(of|for)$/.test(before) && NAMING.test(tokens[index - 2]?.text ?? '');
}

/** Whether the "the" at `index` belongs to a set phrase or a partitive ("one of the"), in which it cannot be left out. */
export function isFixedDefinite(tokens: readonly Token[], index: number): boolean {
  const before = (back: number) => tokens[index - back]?.text ?? '';
  const [next, after] = [tokens[index + 1], tokens[index + 2]];
  if (/^(all|both|half)$/i.test(before(1)) || (/^of$/i.test(before(1)) && PARTITIVE.test(before(2)))) return true;
  // "in the sad event that"
  if (/^in$/i.test(before(1)) && [next, after].some((word) => /^(case|end|event|middle)$/i.test(word?.text ?? '')))
    return true;
  // "the most", "the other": with a noun behind it the phrase is like any other.
  const ends = after === undefined || !['NOUN', 'PROPN', 'ADJ'].includes(after.pos);
  return DEFINITE_IDIOM.test(next?.text ?? '') && ends;
}
