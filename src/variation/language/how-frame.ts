import { gerund } from './verb.js';
import type { Word } from './words.js';

/** How a question asks for a way of doing something, apart from what is to be done. */
export interface HowFrame {
  /** "how do", "how can", "how does one", ..., or an asking frame of another kind ("can I", "is it possible to"). */
  readonly form: string;
  /** `how`: forms that mean the same; `ask`: a wish or a possibility, which is another wording rather than another form. */
  readonly family: 'how' | 'ask';
  readonly subject: string | undefined;
  /** How many words the frame takes. */
  readonly length: number;
  /** The next word is a gerund ("how do I go about closing"). */
  readonly gerund: boolean;
}

const WHO = '(i|we|you|one)';

const FRAMES: readonly (readonly [form: string, family: 'how' | 'ask', pattern: RegExp, gerund?: boolean])[] = [
  ['how do go about', 'how', new RegExp(`^how (?:do|does) ${WHO} go about `), true],
  ['how can go about', 'how', new RegExp(`^how (?:can|could|would) ${WHO} go about `), true],
  ['how do', 'how', /^how do (i|we|you) /],
  ['how does one', 'how', /^how does (one) /],
  ['how can', 'how', new RegExp(`^how can ${WHO} `)],
  ['how could', 'how', new RegExp(`^how could ${WHO} `)],
  ['how would', 'how', new RegExp(`^how would ${WHO} `)],
  ['how might', 'how', new RegExp(`^how might ${WHO} `)],
  ['how should', 'how', new RegExp(`^how should ${WHO} `)],
  ['how can', 'how', new RegExp(`^how ${WHO} can `)],
  ['how to', 'how', /^how to /],
  ['what are the steps to', 'how', /^what are the steps (?:needed |required |involved )?(?:to|in order to) /],
  ['what are the steps for', 'how', /^what are the steps (?:for|of|in) /, true],
  [
    'what steps',
    'how',
    new RegExp(`^what steps (?:do|should|must|can) ${WHO} (?:need to |have to )?(?:take|follow) (?:in order )?to `),
  ],
  ['steps to', 'how', /^steps to /],
  ['steps for', 'how', /^steps for /, true],
  ['what is the way to', 'how', /^what is the (?:way|process|procedure|method) to /],
  ['what is the process for', 'how', /^what is the (?:way|process|procedure|method) (?:of|for) /, true],
  ['way to', 'how', /^ways? to /],
  ['best way', 'ask', /^what is the (?:best|easiest|right|correct|proper|quickest|fastest) way to /],
  ['can I', 'ask', /^can (i|we) /],
  ['could I', 'ask', /^could (i|we) /],
  ['may I', 'ask', /^may (i|we) /],
  ['can you', 'ask', /^(?:can|could|will|would) you (?!(?:please )?(?:show|tell|teach|explain)\b)/],
  ['able to', 'ask', /^(?:am|are) (i|we) able to /],
  ['possible', 'ask', /^is it possible to /],
  ['possible for', 'ask', /^is it possible for (?:me|us|you) to /],
  ['a way to', 'ask', /^is there (?:a|any|some) way (?:for (?:me|us|you) )?to /],
  ['want to', 'ask', /^(i|we) want to /],
  ['need to', 'ask', /^(i|we) need to /],
  ['have to', 'ask', /^(i|we) have to /],
  ['wish to', 'ask', /^(i|we) wish to /],
  ['trying to', 'ask', /^(i|we) (?:am|are) (?:trying|looking) to /],
  ['like to', 'ask', /^(i|we) would (?:like|love) to /],
  [
    'told how to',
    'ask',
    /^(?:please )?(?:(?:can|could|would|will) you (?:please )?)?(?:show|tell|teach|explain)(?: to)?(?: me| us)? how to /,
  ],
  [
    'know how to',
    'ask',
    /^(?:i (?:want|need|would like) to know|does anyone know|do you know) how (?:to|(?:do |can )?i (?:can )?) ?/,
  ],
];

/** The frame at the front of a question whose contractions are spelled out, or undefined. */
export function howFrameOf(words: readonly Word[]): HowFrame | undefined {
  const start = words
    .slice(0, 14)
    .map(({ lower }) => lower)
    .join(' ');
  if (
    !/^(am|are|can|could|do|does|how|i|is|may|please|show|steps|teach|tell|explain|ways?|we|what|will|would) /.test(
      start,
    )
  )
    return undefined;
  for (const [form, family, pattern, takesGerund = false] of FRAMES) {
    const match = pattern.exec(`${start} `);
    if (match === null) continue;
    const length = match[0].trim().split(' ').length;
    if (length >= words.length) return undefined;
    return { form, family, subject: match[1], length, gerund: takesGerund };
  }
  return undefined;
}

/** Whether `word` is an "-ing" form of `verb`, in British or American spelling. */
export function isGerundOf(word: string, verb: string): boolean {
  if (!word.endsWith('ing')) return false;
  return word === gerund(verb) || word === `${verb}ing` || word === `${verb.replace(/e$/, '')}ing`;
}
