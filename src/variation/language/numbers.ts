import { type Differing, subtractBothWays } from './differing.js';
import { wordsOf } from './words.js';

const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const ORDINALS = 'third fourth fifth sixth seventh eighth ninth tenth'.split(' ');
const VALUES = new Map<string, number>([
  ...UNITS.map((word, i): [string, number] => [word, i]),
  ...TENS.map((word, i): [string, number] => [word, 20 + 10 * i]),
  ...ORDINALS.map((word, i): [string, number] => [word, 3 + i]),
  ['dozen', 12],
  ['hundred', 100],
  ['thousand', 1000],
  ['million', 1_000_000],
]);
/** "one" is a pronoun, an article or a numeral: by itself it counts nothing. */
VALUES.delete('one');

/** The numbers of a text in digits, in order: "two cards, 3,000 £" gives 2 and 3000; "5th" is 5, "10k" is 10000. */
export function numbersOf(text: string): string[] {
  const found: string[] = [];
  const words = wordsOf(text);
  for (let i = 0; i < words.length; i++) {
    const { lower } = words[i]!;
    const thousands = /^(\d+(?:\.\d+)?)k$/.exec(lower);
    if (thousands !== null) {
      found.push(String(Number(thousands[1]) * 1000));
      continue;
    }
    const digits = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(lower) ? lower.replaceAll(',', '') : lower;
    const plain = /^(\d+(?:\.\d+)?)(st|nd|rd|th)?$/.exec(digits);
    if (plain !== null) found.push(String(Number(plain[1])));
    else if (/\d/.test(lower)) found.push(...(lower.match(/\d+(?:\.\d+)?/g) ?? []).map((n) => String(Number(n))));
    else if (VALUES.has(lower)) {
      let value = VALUES.get(lower)!;
      const next = VALUES.get(words[i + 1]?.lower ?? '');
      if (value >= 20 && value < 100 && next !== undefined && next < 10) {
        value += next;
        i++;
      } else if (value < 100 && next !== undefined && next >= 100) {
        value *= next;
        i++;
      }
      found.push(String(value));
    }
  }
  return found;
}

/** The numbers that only one of two texts has, words for numbers and digits alike. */
export function differingNumbers(question: string, variant: string): Differing {
  return subtractBothWays(numbersOf(question), numbersOf(variant));
}
