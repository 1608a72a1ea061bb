/**
 * Porter's stemmer (Porter 1980, "An algorithm for suffix stripping") with NLTK's extensions, equal to
 * `nltk.stem.PorterStemmer()` and so to what rouge-score stems with. Words are of ASCII letters in lower case and digits.
 *
 * NLTK departs from the paper in a list of irregular words, in words of one or two characters (left alone), in `ies` and
 * `ied` of words of four, in `y` after a consonant, and in `alli`, `bli`, `fulli` and `logi`.
 */
export function porterStem(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (word.length <= 2) return word;
  return step5b(step5a(byRules(byRules(step2(step1c(step1b(step1a(word)))), STEP_3, 0), STEP_4, 1)));
}

const IRREGULAR = new Map<string, string>([
  ['sky', 'sky'],
  ['skies', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['news', 'news'],
  ['innings', 'inning'],
  ['inning', 'inning'],
  ['outings', 'outing'],
  ['outing', 'outing'],
  ['cannings', 'canning'],
  ['canning', 'canning'],
  ['howe', 'howe'],
  ['proceed', 'proceed'],
  ['exceed', 'exceed'],
  ['succeed', 'succeed'],
]);

/** A suffix and what takes its place. Only the first rule whose suffix fits is looked at. */
type Rule = readonly [suffix: string, replacement: string];

const STEP_2: readonly Rule[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['fulli', 'ful'],
];

const STEP_3: readonly Rule[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];

const STEP_4: readonly Rule[] = [
  'al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize',
].flatMap((suffixes) => suffixes.split(' ').map((suffix): Rule => [suffix, '']));

/** Applies the first rule whose suffix fits, if the stem before it has a measure above `least`. */
function byRules(word: string, rules: readonly Rule[], least: number): string {
  for (const [suffix, replacement] of rules) {
    if (!word.endsWith(suffix)) continue;
    const stem = word.slice(0, -suffix.length);
    if (measure(stem) <= least) return word;
    // (*S or *T) ION
    if (suffix === 'ion' && !/[st]$/.test(stem)) return word;
    return stem + replacement;
  }
  return word;
}

function step1a(word: string): string {
  if (word.endsWith('ies')) return word.length === 4 ? word.slice(0, -1) : word.slice(0, -2);
  if (word.endsWith('sses')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function step1b(word: string): string {
  if (word.endsWith('ied')) return word.length === 4 ? word.slice(0, -1) : word.slice(0, -2);
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const stem = word.endsWith('ed') ? word.slice(0, -2) : word.endsWith('ing') ? word.slice(0, -3) : undefined;
  if (stem === undefined || !kinds(stem).includes('v')) return word;
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsDoubleConsonant(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
}

function step1c(word: string): string {
  if (!word.endsWith('y')) return word;
  const stem = word.slice(0, -1);
  return stem.length > 1 && kinds(stem).endsWith('c') ? `${stem}i` : word;
}

function step2(word: string): string {
  if (word.endsWith('alli') && measure(word.slice(0, -4)) > 0) return step2(word.slice(0, -2));
  const stemmed = byRules(word, STEP_2, 0);
  // `logi` counts its `l` as part of the stem, so that "geology" has a measure.
  if (stemmed !== word || !word.endsWith('logi')) return stemmed;
  return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
}

function step5a(word: string): string {
  if (!word.endsWith('e')) return word;
  const stem = word.slice(0, -1);
  const m = measure(stem);
  return m > 1 || (m === 1 && !endsShort(stem)) ? stem : word;
}

function step5b(word: string): string {
  return word.endsWith('ll') && measure(word.slice(0, -1)) > 1 ? word.slice(0, -1) : word;
}

/** "c" for every consonant and "v" for every vowel; `y` is a vowel after a consonant. Digits are consonants. */
function kinds(word: string): string {
  let result = '';
  for (const letter of word) {
    const vowel = 'aeiou'.includes(letter) || (letter === 'y' && result.endsWith('c'));
    result += vowel ? 'v' : 'c';
  }
  return result;
}

/** Porter's m: how often a consonant follows a vowel. */
function measure(stem: string): number {
  return kinds(stem).split('vc').length - 1;
}

function endsDoubleConsonant(word: string): boolean {
  return word.length >= 2 && word.at(-1) === word.at(-2) && kinds(word).endsWith('c');
}

/** *o: consonant, vowel, consonant other than w, x and y; with NLTK also a word of a vowel and a consonant. */
function endsShort(word: string): boolean {
  const pattern = kinds(word);
  return pattern === 'vc' || (pattern.endsWith('cvc') && !/[wxy]$/.test(word));
}
