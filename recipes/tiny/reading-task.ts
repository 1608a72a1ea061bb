import { z } from 'zod';
import { RandomStream } from '../../src/core/random.js';
import type { Passage } from '../../src/text/prompt.js';
import { isContentWord, type Lexicon, pieces } from './lexicon.js';

/** One page of the pretraining corpus. */
export const Page = z.object({
  domain: z.string(),
  title: z.string(),
  sentences: z.array(z.string()).min(2),
  questions: z.array(z.object({ sentence: z.int(), question: z.string(), also: z.string(), answer: z.string() })),
});
export type Page = z.infer<typeof Page>;

/** A question about one passage, answered by a span of it. */
export interface ReadingItem {
  readonly passage: Passage;
  readonly question: string;
  readonly answer: string;
}

/**
 * Draws reading items: a passage of sentences from the corpus (one page's, or several pages' mixed), with most content
 * words renamed at random, and a question about one of its sentences. Renaming leaves the shells of the sentences and
 * the words that a question shares with its answer, but nothing of the facts: what can be learned is to find a sentence
 * and to copy it.
 */
export class ReadingTask {
  private readonly sentences: string[];

  constructor(
    private readonly pages: readonly Page[],
    private readonly lexicon: Lexicon,
    private readonly seed: number,
  ) {
    this.sentences = pages.flatMap((page) => page.sentences);
  }

  /** Item number `index`, a function of (seed, index) alone. */
  item(index: number): ReadingItem {
    const random = new RandomStream(this.seed, `reading ${index}`);
    return random.uniform() < 0.55 ? this.pageItem(random) : this.scrambledItem(random);
  }

  /** A page of the corpus, words renamed consistently, some of its sentences exchanged for others'. */
  private pageItem(random: RandomStream): ReadingItem {
    const page = random.pick(this.pages);
    const { sentence, question, also, answer } = random.pick(page.questions);
    const foreign = random.uniform() < 0.5 ? 0.5 : 0;
    const kept = page.sentences.map((text, i) =>
      i !== sentence && random.uniform() < foreign ? random.pick(this.sentences) : text,
    );
    const order = random.uniform() < 0.5 ? random.shuffle(kept.map((_, i) => i)) : kept.map((_, i) => i);
    const rename = this.lexicon.renaming(random, random.pick([0.1, 0.4, 0.7, 1]));
    const digits = digitRenaming(random);
    const apply = (text: string) =>
      pieces(text)
        .map((piece) => (isContentWord(piece) ? rename(piece) : digits(piece)))
        .join('');
    return {
      passage: { title: apply(page.title), text: order.map((i) => apply(kept[i] as string)).join(' ') },
      question: apply(random.uniform() < 0.65 ? question : also),
      answer: apply(random.uniform() < 0.75 ? (page.sentences[sentence] as string) : answer),
    };
  }

  /** Unrelated sentences with every content word drawn afresh; the question takes some words from one of them. */
  private scrambledItem(random: RandomStream): ReadingItem {
    const fresh = (text: string) => {
      const digits = digitRenaming(random);
      return pieces(text)
        .map((piece) => (isContentWord(piece) ? this.lexicon.word(random, piece) : digits(piece)))
        .join('');
    };
    const texts = Array.from({ length: 4 + random.below(4) }, () => fresh(random.pick(this.sentences)));
    const target = random.pick(texts);
    const title = fresh(random.pick(this.pages).title);
    const page = random.pick(this.pages);
    const shell = random.pick(page.questions);
    const cues = random.shuffle(pieces(target).filter(isContentWord)).slice(0, 1 + random.below(4));
    const extra = pieces(title).filter(isContentWord);
    while (cues.length < 2 && extra.length) cues.push(extra.pop() as string);
    if (random.uniform() < 0.5 && extra.length) cues.push(random.pick(extra));
    const slots = pieces(random.uniform() < 0.5 ? shell.question : shell.also);
    const open = random.shuffle(slots.flatMap((piece, i) => (isContentWord(piece) ? [i] : [])));
    const question = slots.map((piece, i) => {
      if (!isContentWord(piece)) return piece;
      return cues[open.indexOf(i)] ?? this.lexicon.word(random, piece);
    });
    return { passage: { title, text: texts.join(' ') }, question: question.join(''), answer: target };
  }
}

/** Replaces every number by another of as many digits, the same one by the same. */
function digitRenaming(random: RandomStream): (piece: string) => string {
  const chosen = new Map<string, string>();
  return (piece) => {
    if (!/^\d+$/.test(piece)) return piece;
    if (!chosen.has(piece)) {
      const low = piece.length === 1 ? 1 : 10 ** (piece.length - 1);
      chosen.set(piece, piece.length > 6 ? piece : String(low + random.below(10 ** piece.length - low)));
    }
    return chosen.get(piece) as string;
  };
}
