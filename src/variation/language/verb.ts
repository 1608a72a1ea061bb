/** Verbs of two syllables and more whose last consonant is doubled. */
const DOUBLED = new Set(
  `begin cancel commit control defer forget label model occur permit prefer program refer regret reset submit swap
  transfer travel unplug upset`.split(/\s+/),
);

/** The "-ing" form of a base verb in British spelling: open - opening, use - using, stop - stopping, tie - tying. */
export function gerund(verb: string): string {
  if (verb.endsWith('ie')) return `${verb.slice(0, -2)}ying`;
  if (/[^eoy]e$/.test(verb) && verb !== 'be') return `${verb.slice(0, -1)}ing`;
  const oneSyllable = /^([^aeiou]*|qu)[aeiou][bdgklmnprtvz]$/.test(verb);
  return DOUBLED.has(verb) || oneSyllable ? `${verb}${verb.at(-1)}ing` : `${verb}ing`;
}

const IRREGULAR_PAST = new Set(
  `agreed became become began begun bought brought built came caught chosen come cut done drank drawn drove drunk ate eaten fallen fell felt flew flown forgot forgotten found freed broke broken
  froze frozen gave given gone got grew grown had heard held hidden hit hurt kept knew known laid led left lent lost made
  meant met paid put ran risen rose said sat saw seen sent set shown shut slept sold spent split spoke spoken stole stolen stood stuck taken taught
  thought thrown told took torn understood went won worn written wrote`.split(/\s+/),
);

/** Whether `verb` is a past form that does not end in -ed. */
export function isIrregularPast(verb: string): boolean {
  return IRREGULAR_PAST.has(verb);
}

const IRREGULAR = new Map([
  ['is', 'are'],
  ['was', 'were'],
  ['has', 'have'],
  ['does', 'do'],
]);
const AUXILIARIES = new Map([...IRREGULAR].map(([one, many]) => [many, one]));

/** The plural of a verb in the third person singular ("expires" - "expire"), or undefined when it is not one. */
export function pluralVerb(verb: string): string | undefined {
  if (IRREGULAR.has(verb)) return IRREGULAR.get(verb);
  if (!/[^s]s$/.test(verb)) return undefined;
  if (verb.endsWith('ies')) return `${verb.slice(0, -3)}y`;
  return /(ch|sh|ss|x|zz|o)es$/.test(verb) ? verb.slice(0, -2) : verb.slice(0, -1);
}

/** The singular of a plural auxiliary ("are" - "is"), or undefined for any other word. */
export function singularAuxiliary(verb: string): string | undefined {
  return AUXILIARIES.get(verb);
}
