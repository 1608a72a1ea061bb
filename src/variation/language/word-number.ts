import { singularForm } from '../../text/plural-forms.js';
import { isKnownWord } from './lexicon.js';
import { isPluralOnly } from './plural.js';
import { isProductName } from './product-names.js';

/** Words in -s that are no plurals, beyond those without a singular. */
const NOT_PLURAL =
  /^(across|afterwards|als|always|as|axis|basis|besides|bus|business|canvas|chess|christmas|corpus|diabetes|does|gas|has|hers|his|is|its|lens|less|mathematics|news|ours|overseas|pants|perhaps|physics|plus|process|progress|regardless|sms|sometimes|status|success|theirs|this|thus|towards|unless|us|vs|versus|virus|was|yes|yours|whereas|ios|dns|gps|css|aws|pos|https|vitus|series|species|\p{L}*(ss|ous|itis))$/u;

const cache = new Map<string, string>();

/**
 * The singular of a lower-case noun and the base of a verb in -s, by the word alone, so that the answer does not depend on
 * what is around; any other word, a name of a product among them, stays what it is.
 */
export function baseNumber(word: string): string {
  const before = cache.get(word);
  if (before !== undefined) return before;
  const base = compute(word);
  if (cache.size > 50_000) cache.clear();
  cache.set(word, base);
  return base;
}

function compute(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word) || NOT_PLURAL.test(word)) return word;
  if (isPluralOnly(word) || isProductName(word)) return word;
  if (!word.endsWith('s') && !/^(children|feet|men|mice|people|teeth|women)$/.test(word)) return word;
  const singular = singularForm(word);
  // "fuses", "cookies": the rules for Latin plurals cut too much.
  const plain = word.slice(0, -1);
  return !isKnownWord(singular) && isKnownWord(plain) ? plain : singular;
}
