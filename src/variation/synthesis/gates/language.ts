import type { Gate } from './gate.js';

const SCRIPTS = ['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Devanagari', 'Han', 'Hiragana', 'Hangul', 'Thai'];
const OF_SCRIPT = SCRIPTS.map((script) => [script, new RegExp(`\\p{Script=${script}}`, 'gu')] as const);

/** Words that questions are full of, and that few other languages have. */
const COMMON: Readonly<Record<string, ReadonlySet<string>>> = {
  English: words('the of to how do does can what is are my i we you and for with when where which why in it'),
  German: words(
    'der die das den dem ein eine einen wie kann ich wir mein meine und für mit wann wo welche warum ist nicht',
  ),
  French: words(
    'le la les des du un une comment puis je nous mon ma mes et pour avec quand où quel quelle pourquoi est',
  ),
  Spanish: words('el los las del una cómo puedo yo mi mis y para con cuándo dónde qué cuál por es'),
  Portuguese: words('os da dos uma como posso eu meu minha e para com quando onde que qual por é não'),
  Italian: words('il lo gli dei della una come posso io mio mia e per con quando dove che quale perché è'),
  Dutch: words('de het een hoe kan ik wij mijn en voor met wanneer waar welke waarom is niet'),
};
/** Common words of another language that a text must have to be taken for it. */
const TELLING = 2;

/**
 * Is in the question's script and, as far as common words tell, in its language. Texts without common words pass: the
 * check is for models that answer in another language, not for loan words.
 */
export const language: Gate = {
  name: 'language',
  refuses(candidate, { question }) {
    const [asked, given] = [scriptOf(question), scriptOf(candidate)];
    if (asked !== given) return `is in ${given ?? 'no'} script, the question in ${asked ?? 'none'}`;
    const before = languageOf(question);
    const after = languageOf(candidate);
    if (before === undefined || after === undefined || before === after) return undefined;
    return hits(candidate, before) > 0 ? undefined : `is in ${after}, the question in ${before}`;
  },
};

/** The script of most letters. */
function scriptOf(text: string): string | undefined {
  const counts = OF_SCRIPT.map(([script, letters]) => [script, text.match(letters)?.length ?? 0] as const);
  const [script, count] = counts.reduce((best, each) => (each[1] > best[1] ? each : best));
  return count === 0 ? undefined : script;
}

/** The language with the most common words, if there are enough and no other language has as many. */
function languageOf(text: string): string | undefined {
  const scores = Object.keys(COMMON).map((name) => [name, hits(text, name)] as const);
  scores.sort((a, b) => b[1] - a[1]);
  const [[name, most], [, second]] = scores as [(typeof scores)[0], (typeof scores)[0]];
  return most >= TELLING && most > second ? name : undefined;
}

function hits(text: string, name: string): number {
  return (text.toLowerCase().match(/\p{L}+/gu) ?? []).filter((word) => COMMON[name]!.has(word)).length;
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
