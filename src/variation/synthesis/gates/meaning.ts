import type { Gate } from './gate.js';

const NUMBER_WORDS =
  'zero two three four five six seven eight nine ten eleven twelve twenty fifty hundred thousand'.split(' ');
const VALUES: Readonly<Record<string, string>> = Object.fromEntries(
  NUMBER_WORDS.map((word, i) => [word, String([0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 20, 50, 100, 1000][i])]),
);
const NEGATION = /\b(not|cannot|no|never|without|none|nobody|nothing|neither|nor)\b|n['’]t\b/i;

/** Has the question's numbers and names and no others, and is negated if and only if the question is. */
export const meaning: Gate = {
  name: 'meaning',
  refuses(candidate, { question }) {
    const [asked, given] = [numbersOf(question), numbersOf(candidate)];
    if (asked !== given) return `has the numbers [${given}], the question [${asked}]`;
    const negated = NEGATION.test(candidate);
    if (negated !== NEGATION.test(question))
      return negated ? 'is negated, the question is not' : 'is not negated, the question is';
    const lost = namesOf(question).find((name) => !wordsOf(candidate).has(name.toLowerCase()));
    if (lost !== undefined) return `does not name "${lost}"`;
    const added = namesOf(candidate).find((name) => !wordsOf(question).has(name.toLowerCase()));
    return added === undefined ? undefined : `names "${added}"`;
  },
};

/** Numbers in digits or words, sorted. */
function numbersOf(text: string): string {
  const digits = text.match(/\d+([.,:/]\d+)*/g) ?? [];
  const spelt = (text.toLowerCase().match(/[a-z]+/g) ?? []).flatMap((word) =>
    Object.hasOwn(VALUES, word) ? [VALUES[word]!] : [],
  );
  return [...digits.map((number) => number.replace(/,(?=\d{3}\b)/g, '')), ...spelt].sort().join(' ');
}

/** Words that are names: with a capital that no beginning explains, or with a capital or digit inside. */
function namesOf(text: string): string[] {
  const words = [...text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)];
  return words
    .filter(({ 0: word, index }) => {
      if (/^I(['’]\w+)?$/.test(word) || /^\d+$/.test(word)) return false;
      const begins = index === 0 || /[.?!:"“]\s*$/.test(text.slice(0, index));
      return /^.+\p{Lu}/u.test(word) || (/\p{L}/u.test(word) && /\d/.test(word)) || (!begins && /^\p{Lu}/u.test(word));
    })
    .map(([word]) => word.replace(/['’]s$/, ''));
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(
    (text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? []).map((word) => word.replace(/['’]s$/, '')),
  );
}
