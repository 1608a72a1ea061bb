import pluralize from 'pluralize';

/** Nouns that the package's rules get wrong in one direction, singular and plural. */
const IRREGULAR = [
  ['canvas', 'canvases'],
  ['lens', 'lenses'],
  ['gas', 'gases'],
  ['virus', 'viruses'],
  ['bonus', 'bonuses'],
  ['status', 'statuses'],
  ['payee', 'payees'],
  ['brownie', 'brownies'],
  ['calorie', 'calories'],
  ['smoothie', 'smoothies'],
  ['veggie', 'veggies'],
] as const;

const PLURALS: ReadonlyMap<string, string> = new Map(IRREGULAR);
const SINGULARS: ReadonlyMap<string, string> = new Map(IRREGULAR.map(([one, many]) => [many, one]));

/**
 * The plural of a noun by the rules of the pluralize package and a few own nouns, even if the noun has no plural. The rules
 * of the package are not changed, because all importers share them.
 */
export function pluralForm(noun: string): string {
  const lower = noun.toLowerCase();
  const known = SINGULARS.has(lower) ? lower : PLURALS.get(lower);
  return known === undefined ? pluralize.plural(noun) : inCaseOf(noun, known);
}

/** The singular of a noun, by the same rules. */
export function singularForm(noun: string): string {
  const lower = noun.toLowerCase();
  const known = PLURALS.has(lower) ? lower : SINGULARS.get(lower);
  return known === undefined ? pluralize.singular(noun) : inCaseOf(noun, known);
}

/** All capitals, a first capital, or none, as in `source`. */
function inCaseOf(source: string, lower: string): string {
  if (source === source.toLowerCase()) return lower;
  if (source === source.toUpperCase()) return lower.toUpperCase();
  return /^\p{Lu}/u.test(source) ? lower.charAt(0).toUpperCase() + lower.slice(1) : lower;
}
