import { isEntity } from './entities.js';
import { isProtected } from './protected.js';
import { baseNumber } from './word-number.js';
import { wordsOf } from './words.js';

const AGREEING: ReadonlyMap<string, string> = new Map([
  ['are', 'is'],
  ['were', 'was'],
  ['has', 'have'],
  ['does', 'do'],
  ['these', 'this'],
  ['those', 'that'],
]);

/** Subjects that take "are" and "were" whatever their number. */
const KEEPS_ARE = /^(you|they|we)$/;

/**
 * Every plural noun and every verb in -s in its base form, by the words alone: what follows from one question follows
 * from all that differ in number. Names, numbers and what is protected stay; the result is a key, and telegraphic.
 */
export function inSingular(text: string): string {
  const words = wordsOf(text);
  let out = '';
  let end = 0;
  for (const [i, word] of words.entries()) {
    out += text.slice(end, word.at);
    end = word.at + word.text.length;
    const [before, next] = [words[i - 1]?.lower ?? '', words[i + 1]?.lower ?? ''];
    const agreeing = KEEPS_ARE.test(before) || KEEPS_ARE.test(next) ? undefined : AGREEING.get(word.lower);
    const base = agreeing ?? baseNumber(word.lower);
    const changes = base !== word.lower && word.text === word.lower && !isEntity(word);
    out += changes && !isProtected(text, word.at, word.text.length) ? base : word.text;
  }
  return out + text.slice(end);
}
