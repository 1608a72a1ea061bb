import { isKnownWord } from './lexicon.js';

/** Pairs of words that people type for each other. */
const CONFUSED = [
  ['from', 'form'],
  ['to', 'too'],
  ['there', 'their'],
  ['your', "you're"],
  ['its', "it's"],
  ['lose', 'loose'],
  ['then', 'than'],
  ['of', 'off'],
  ['advice', 'advise'],
  ['affect', 'effect'],
  ['quite', 'quiet'],
  ['breaks', 'brakes'],
  ['cheque', 'check'],
  ['cheques', 'checks'],
  ['grey', 'gray'],
  ['u', 'you'],
  ['ur', 'your'],
  ['r', 'are'],
  ['pls', 'please'],
  ['plz', 'please'],
  ['licence', 'license'],
  ['tyre', 'tire'],
  ['tyres', 'tires'],
  ['wat', 'what'],
  ['ok', 'okay'],
  ['programme', 'program'],
  ['practise', 'practice'],
].map((pair) => pair.sort().join(' '));
const CONFUSED_PAIRS = new Set(CONFUSED);

/** One spelling for British and American words. */
export function spellingClass(word: string): string {
  return word
    .replace(/(?<=[aeiou].*)our(?=$|s$|ed$|ing|ite|ful|able|less|y)/, 'or')
    .replace(/(?<=[aeiou].*)([iy])s(?=e$|es$|ed$|ing$|ation|er$|ers$)/, '$1z')
    .replace(/(?<=[aeiou].*[aeiou])ll(?=ed$|ing$|er$|ers$|ation)/, 'l')
    .replace(/tre(?=$|s$)/, 'ter')
    .replace(/ogue(?=$|s$)/, 'og')
    .replace(/lfil(?=$|s$)/, 'lfill')
    .replace(/enrol(?=$|s$)/, 'enroll')
    .replace(/ence(?=$|s$)/, 'ense')
    .replace(/judgement/, 'judgment');
}

/**
 * Whether two different lower-case words are one word in two spellings: a slip of the keyboard (one of them is no
 * English word), a regional spelling, or two words that are often confused. Never where a digit is involved.
 */
export function isRespelling(a: string, b: string): boolean {
  if (/\d/.test(a) || /\d/.test(b)) return false;
  if (CONFUSED_PAIRS.has(a < b ? `${a} ${b}` : `${b} ${a}`)) return true;
  const short = Math.min(a.length, b.length);
  if (short < 2 || Math.abs(a.length - b.length) > 2) return false;
  if (spellingClass(a) === spellingClass(b)) return true;
  const limit = short >= 7 ? 2 : 1;
  if (osaDistance(a, b, limit) > limit) return false;
  const unknown = [a, b].filter((word) => !isKnownWord(word));
  if (unknown.length === 0) return false;
  if (short < 4) return unknown.length === 1 && (isSwap(a, b) || (short === 3 && a[0] === b[0]));
  return unknown.length === 1 || short >= 6;
}

function isSwap(a: string, b: string): boolean {
  return a.length === b.length && [...a].sort().join('') === [...b].sort().join('');
}

/** Optimal string alignment distance (Levenshtein with neighboring swaps), or any number above `limit` beyond it. */
export function osaDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
    }
    if (Math.min(...row) > limit) return limit + 1;
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
