import { pluralForm, singularForm } from '../../text/plural-forms.js';
import { isKnownWord } from './lexicon.js';

/** Nouns without a plural, or whose plural means something else. */
const MASS_NOUNS = `
  access advice banking borrowing cash cover credit data debt delivery evidence fraud funding
  gambling guidance handling health help homework housing identity inactivity income information insurance interest
  internet knowledge legal luggage maintenance money music news paperwork permission postage power print
  progress proof protection reimbursement rent research safety security software spending staff stock support tax
  traffic training transport travel tuition weather work
  bacon baking beef blood bread broth butter cheese chocolate cinnamon coffee cooking cornstarch cream dough electricity
  equipment feedback fish flour fuel furniture garlic gelatin gelatine ginger grease honey hummus juice meat milk mustard oil
  oxygen pasta pastry food icing frosting jam caramel fudge mayonnaise batter asparagus parsley basil stock gelato lamb pepper pork poultry powder rice salt seafood sleep soda soil spam spinach starch sugar tea vinegar water wheat
  wine wood yeast yogurt`;

/** Nouns that are used in the plural only. */
const PLURAL_ONLY = `
  arrears belongings clothes contents deeds earnings funds goods leftovers means outgoings pounds premises proceeds
  savings scissors series species terms thanks trousers`;

const words = (list: string) => new Set(list.trim().split(/\s+/));
const MASS = words(MASS_NOUNS);
const ONLY_PLURAL = words(PLURAL_ONLY);

/** `noun` in the plural, or undefined when it has none, or none that a reader expects. "PIN" gives "PINs". */
export function pluralOf(noun: string): string | undefined {
  const lower = noun.toLowerCase();
  const last = lower.split('-').at(-1)!;
  if (MASS.has(last) || ONLY_PLURAL.has(last)) return undefined;
  if (isAcronym(noun)) return noun.endsWith('S') ? undefined : `${noun}s`;
  const plural = pluralForm(noun);
  // "Kadhais", "inosinates": of a rare word nobody knows whether it can be counted.
  if (![lower, plural.toLowerCase()].some(isKnownWord) && !lower.includes('-')) return undefined;
  return plural.toLowerCase() === lower || singularForm(noun).toLowerCase() !== lower ? undefined : plural;
}

/** `noun` in the singular, or undefined when it is not the plural of a countable noun. "PINs" gives "PIN". */
export function singularOf(noun: string): string | undefined {
  const lower = noun.toLowerCase();
  if (isPluralOnly(lower.split('-').at(-1)!)) return undefined;
  if (isAcronym(noun)) return undefined;
  if (/^\p{Lu}{2,}s$/u.test(noun)) return noun.slice(0, -1);
  // "quora" is no plural of "quorum": of Latin plurals nobody but a Latinist expects a singular.
  if (!/s$|^(children|feet|men|mice|people|teeth|women)$/.test(lower)) return undefined;
  const singular = singularForm(noun);
  return singular.toLowerCase() === lower || pluralOf(singular)?.toLowerCase() !== lower ? undefined : singular;
}

function isAcronym(word: string): boolean {
  return /^\p{Lu}{2,}$/u.test(word);
}

/** Whether a lower-case noun has no other number: mass nouns and those used in the plural only. */
export function isPluralOnly(noun: string): boolean {
  return MASS.has(noun) || ONLY_PLURAL.has(noun);
}
