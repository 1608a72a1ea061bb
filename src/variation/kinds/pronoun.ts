import { inOneList } from '../language/one-list.js';
import { rewriteFree } from '../language/protected.js';
import { matchCase } from '../language/tokens.js';
import { variationKind } from './kind.js';

const TO_WE: ReadonlyMap<string, string> = new Map([
  ['i', 'we'],
  ['me', 'us'],
  ['my', 'our'],
  ['mine', 'ours'],
  ['myself', 'ourselves'],
  ["i'm", "we're"],
  ["i've", "we've"],
  ["i'll", "we'll"],
  ["i'd", "we'd"],
]);
const TO_I: ReadonlyMap<string, string> = new Map([...TO_WE].map(([one, many]) => [many, one.replace(/^i/, 'I')]));

/** Things that one person has and several do not share, and roles: "our maiden name", "we am a student". */
const ONE_PERSON =
  /\b(my|our) (own )?(maiden|husband|wife|ex|spouse|fianc\S*|boyfriend|girlfriend|birthday|finger|face|thumb|voice|body)\b|\bas an? |\b(i am|i'm|i was|am i|was i) (an?|the)\b/i;

/** Words that need several people: "both of me". */
const SEVERAL_PEOPLE =
  /\b(both|together|jointly|each other|one another|between us|among us|of us|us all|we all|we both|us both|we two|let us|let's)\b/i;

/** Pronouns by grammatical function; those of one list are interchangeable. */
const PRONOUNS = [
  ['i', 'we', 'you', 'one'],
  ['me', 'us', 'you', 'one'],
  ['my', 'our', 'your', "one's"],
  ['mine', 'ours', 'yours'],
  ['myself', 'ourselves', 'yourself', 'yourselves', 'oneself'],
];

/** Interchanges I and we, with my - our, me - us, myself - ourselves, and the verb that agrees ("am I" - "are we"). */
export const pronoun = variationKind({
  name: 'pronoun',
  label: 'I / we',
  summary: 'I, we and you, with my, our and your',
  example: ['How do I add a holder to my account?', 'How do we add a holder to our account?'],
  byDefault: true,
  lexical: true,
  relate(a, b) {
    if (!inOneList(PRONOUNS, a.lower, b.lower)) return undefined;
    return a.text !== 'US' && b.text !== 'US' && 'pronoun';
  },
  detect({ steps, question, variant, frames }) {
    const found = steps.flatMap(({ kind, question: [i], variant: [j] }) =>
      kind === 'pronoun' ? [`"${question[i!]!.text}" and "${variant[j!]!.text}"`] : [],
    );
    const who = [frames?.question, frames?.variant].map((frame) =>
      typeof frame === 'object' && frame.subject !== 'one' ? frame.subject : undefined,
    );
    const differ = who[0] !== undefined && who[1] !== undefined && who[0] !== who[1];
    return [...(differ ? [`"${who[0]}" and "${who[1]}"`] : []), ...found];
  },
  apply({ text }) {
    const words = text.split(/([\p{L}'’]+)/u);
    if (ONE_PERSON.test(text) || COORDINATED.test(text) || isPerhapsTitle(text)) return [];
    if (words.some(isOne)) return namesNumber(words) ? [] : [replace(words, text, TO_WE, { am: 'are', was: 'were' })];
    if (words.some(isMany) && isEverybody(text)) return [];
    if (words.some(isMany))
      return SEVERAL_PEOPLE.test(text) ? [] : [replace(words, text, TO_I, { are: 'am', were: 'was' })];
    return [];
  },
  canonical: {
    step: 40,
    form(text) {
      if (ONE_PERSON.test(text) || SEVERAL_PEOPLE.test(text)) return text;
      return rewriteFree(text, (free) => {
        const words = free.split(/([\p{L}'’]+)/u);
        return words.some(isMany) ? replace(words, free, TO_I, { are: 'am', were: 'was' }) : free;
      });
    },
  },
});

/** "my friend and I": one of several already. */
const COORDINATED = /\b(and|both|or|nor) (i|me|my|mine|myself)\b|\b(i|me) (and|or)\b/i;

/** Words of people who look for a song or a film. */
const WORK = /\b(album|band|cast|episode|film|lyrics|movie|sang|season|series|sings?|song|theme|wrote)\b/i;

/**
 * Whether, all in lower case, "me" and "my" may belong to a title or "us" to a country: nobody says that they themselves do
 * something.
 */
function isPerhapsTitle(text: string): boolean {
  if (/\p{Lu}/u.test(text)) return false;
  if (/\bthe us\b|\s[-–—]\s/.test(text) || WORK.test(text)) return true;
  return (
    /^(who|what|when|where|which|why|how|one|show|name)\b/.test(text) &&
    !/\b(i|i['’]m|we|we['’]re) /.test(text) &&
    !/\?$|^how to/.test(text)
  );
}

/** "the gases that we emit": everybody, and not those who ask. */
function isEverybody(text: string): boolean {
  return (
    /\bwe\b/i.test(text) &&
    !/\b(am|are|can|could|did|do|have|may|must|shall|should|were|will|would) we\b|^we\b/i.test(text)
  );
}

/** A word as the tables spell it. */
function keyOf(word: string): string {
  return word.toLowerCase().replace('’', "'");
}

/** "mine" alone may be a noun. */
function isOne(word: string): boolean {
  return TO_WE.has(keyOf(word)) && word !== 'mine';
}

/** "US" in capitals is a country. */
function isMany(word: string): boolean {
  return TO_I.has(keyOf(word)) && word !== 'US';
}

/** Words that begin a sentence, with a capital for that alone. */
const OPENS =
  /^(after|also|am|and|as|because|before|but|can|could|did|do|had|have|how|if|may|might|must|now|once|shall|should|since|so|then|today|was|were|what|when|where|while|why|will|would|yesterday)$/i;

/** "Part I", "world war i", "WG I Summary": a numeral. */
function namesNumber(words: readonly string[]): boolean {
  return words.some((word, i) => {
    if (!/^i$/i.test(word) || i < 3 || words[i - 1] !== ' ') return false;
    const [before, next] = [words[i - 2]!, words[i + 2] ?? ''];
    if (/^(appendix|article|chapter|class|group|level|part|phase|section|stage|type|volume|war)$/i.test(before))
      return true;
    if (OPENS.test(before)) return false;
    return (
      word === 'I' &&
      ((i > 3 && /^\p{Lu}\p{Ll}/u.test(before)) || (/^\p{Lu}{2,}$/u.test(before) && /^\p{Lu}/u.test(next)))
    );
  });
}

function replace(
  words: readonly string[],
  text: string,
  pronouns: ReadonlyMap<string, string>,
  verbs: Readonly<Record<string, string>>,
): string {
  const subject = pronouns === TO_WE ? 'i' : 'we';
  const out = words.map((word, i) => {
    const key = keyOf(word);
    if (word !== 'US' && pronouns.has(key)) {
      const begins = /[.!?]\s+$/.test(words[i - 1] ?? '') && /^\p{Lu}/u.test(word);
      return matchCase(pronouns.get(key)!, begins ? word : '');
    }
    // Words alternate with what is between them, so the neighboring words are two places away.
    const agrees = keyOf(words[i - 2] ?? '') === subject || keyOf(words[i + 2] ?? '') === subject;
    return agrees && Object.hasOwn(verbs, key) ? verbs[key]! : word;
  });
  return matchCase(out.join(''), text);
}
