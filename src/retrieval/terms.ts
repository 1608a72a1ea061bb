import { singularForm } from '../text/plural-forms.js';

/** Words that occur in every kind of question and say nothing of its subject. */
const STOP_WORDS = new Set(
  `a an and are be by can d did do does for from how i in is it ll m me my of on one or our re s step t that the this to
  us ve was we were what when where which who why with you your`.split(/\s+/),
);

/** The index term of a word: lower case and singular; null for a stop word. */
export function indexTerm(word: string): string | null {
  const lower = word.toLowerCase();
  const term = singularForm(lower);
  return STOP_WORDS.has(lower) || STOP_WORDS.has(term) ? null : term;
}
