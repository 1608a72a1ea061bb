import type { Word } from './words.js';

/** Subjects that change places with an auxiliary in a question. */
export const SUBJECT = /^(i|we|you|he|she|it|they|one)$/;

/** Before "'s", a word after which it stands for "is" or "has" and is no possessive. */
const BEFORE_IS = /^(he|here|how|it|that|there|what|when|where|which|who|why|she|this|everything|something|nothing)$/;

const PARTICIPLE = /^(been|become|changed|come|done|gone|got|gotten|had|happened|left|made|paid|seen|sent|taken)$/;

/** Contractions typed without their apostrophe, where no other word is spelled so. */
const BARE: ReadonlyMap<string, string> = new Map(
  `arent cant couldnt didnt doesnt dont hadnt hasnt havent isnt shouldnt wasnt werent wouldnt`
    .split(' ')
    .map((word): [string, string] => [word, `${word.slice(0, -1)}'t`])
    .concat([
      ['im', "i'm"],
      ['ive', "i've"],
      ['youre', "you're"],
      ['youve', "you've"],
      ['theyre', "they're"],
      ['whats', "what's"],
      ['hows', "how's"],
      ['wheres', "where's"],
      ['thats', "that's"],
      ['theres', "there's"],
    ]),
);

const IRREGULAR: ReadonlyMap<string, readonly string[]> = new Map([
  ["can't", ['can', 'not']],
  ['cannot', ['can', 'not']],
  ["won't", ['will', 'not']],
  ["shan't", ['shall', 'not']],
  ["let's", ['let', 'us']],
]);

const ENDINGS: ReadonlyMap<string, string> = new Map([
  ["'m", 'am'],
  ["'re", 'are'],
  ["'ve", 'have'],
  ["'ll", 'will'],
]);

/** The contraction that a word typed without apostrophe stands for, or the word itself. */
export function withApostrophe(lower: string): string {
  return BARE.get(lower) ?? lower;
}

/**
 * The two words of a contraction, or undefined where `lower` is none ("my friend's"). `next` decides between "is" and
 * "has", "would" and "had".
 */
export function partsOf(lower: string, next = ''): readonly string[] | undefined {
  const word = withApostrophe(lower);
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  const apostrophe = word.indexOf("'");
  if (apostrophe < 1) return undefined;
  if (word.endsWith("n't")) return [word.slice(0, -3), 'not'];
  const stem = word.slice(0, apostrophe);
  const ending = word.slice(apostrophe);
  if (ENDINGS.has(ending)) return [stem, ENDINGS.get(ending)!];
  if (ending === "'d") return [stem, next === 'better' || PARTICIPLE.test(next) ? 'had' : 'would'];
  if (ending !== "'s") return undefined;
  if (!BEFORE_IS.test(stem) && !/^(been|not|still|\p{L}{3,}ing)$/u.test(next)) return undefined;
  return [stem, PARTICIPLE.test(next) ? 'has' : 'is'];
}

/** Words with every contraction spelled out; "can't I" becomes "can I not". */
export function spellOut(words: readonly Word[]): Word[] {
  const out: Word[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const next = words[i + 1];
    const parts = partsOf(word.lower, next?.lower);
    if (parts === undefined) {
      out.push(word);
      continue;
    }
    const [first, second] = parts as readonly [string, string];
    const mark = word.lower === 'cannot' ? {} : { contraction: word.text };
    const head: Word = { ...word, ...mark, text: word.text.slice(0, first.length), lower: first };
    const tail: Word = { ...mark, at: word.at, text: second, lower: second, initial: false };
    if (second === 'not' && next !== undefined && SUBJECT.test(next.lower)) {
      out.push(head, next, tail);
      i++;
    } else out.push(head, tail);
  }
  return out;
}
