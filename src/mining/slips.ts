import { isKnownWord } from '../variation/language/lexicon.js';
import { osaDistance } from '../variation/language/typo.js';

/** Shortest word that is taken for a slip, and shortest word outside the lexicon that one is repaired to. */
const SHORTEST = 4;
const SHORTEST_NAME = 6;

/** A word outside the lexicon is repaired to another only if that is asked this many times as often. */
const MORE_OFTEN = 10;

/**
 * Repairs slips of the keyboard by the words of the log itself: a word that English lacks becomes the most frequent word of
 * the log that is one letter away (left out, added, exchanged, or two swapped) and that English knows or that the log has
 * ten times as often. A speller without a log could not tell a slip from a product's name.
 *
 * @param words every word of the log in lower case, with how often it was asked
 * @returns the repaired word of each slip
 */
export function repairSlips(words: ReadonlyMap<string, number>): Map<string, string> {
  const slips = [...words.keys()].filter((word) => /^[a-z]+$/.test(word) && !isKnownWord(word));
  const unknown = new Set(slips);
  const byDeletion = new Map<string, string[]>();
  for (const word of words.keys()) {
    if (word.length < SHORTEST || !/^[a-z]+$/.test(word)) continue;
    if (unknown.has(word) && (word.length < SHORTEST_NAME || words.get(word)! < MORE_OFTEN)) continue;
    for (const key of deletions(word)) {
      const list = byDeletion.get(key);
      if (list) list.push(word);
      else byDeletion.set(key, [word]);
    }
  }
  const repaired = new Map<string, string>();
  for (const slip of slips) {
    if (slip.length < SHORTEST) continue;
    const count = words.get(slip)!;
    const candidates = new Set(deletions(slip).flatMap((key) => byDeletion.get(key) ?? []));
    let best: string | undefined;
    for (const word of candidates) {
      const times = words.get(word)!;
      if (word === slip || times < count * (unknown.has(word) ? MORE_OFTEN : 1) || osaDistance(slip, word, 1) > 1)
        continue;
      const before = best === undefined ? -1 : words.get(best)!;
      if (times > before || (times === before && word < best!)) best = word;
    }
    if (best !== undefined) repaired.set(slip, best);
  }
  return repaired;
}

/** A word, and it with any one letter left out: two words one letter apart have one of these in common. */
function deletions(word: string): string[] {
  return [word, ...Array.from(word, (_, i) => word.slice(0, i) + word.slice(i + 1))];
}
