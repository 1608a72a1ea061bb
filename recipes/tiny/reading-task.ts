import { RandomStream } from 'unisono/core';
import type { Passage } from 'unisono/text';
import { z } from 'zod';
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

  /** Item number `index` with a passage of at most `sentences` sentences, a function of (seed, index, sentences) alone. */
  item(index: number, sentences: number): ReadingItem {
    const random = new RandomStream(this.seed, `reading ${index}`);
    return random.uniform() < 0.45 ? this.pageItem(random, sentences) : this.scrambledItem(random, sentences);
  }

  /** A page of the corpus, words renamed consistently, some of its sentences exchanged for others'. */
  private pageItem(random: RandomStream, sentences: number): ReadingItem {
    const page = random.pick(this.pages);
    const { sentence, question, also, answer } = random.pick(page.questions);
    const foreign = random.uniform() < 0.5 ? 0.5 : 0;
    const kept = page.sentences.map((text, i) =>
      i !== sentence && random.uniform() < foreign ? random.pick(this.sentences) : text,
    );
    const others = random.shuffle(kept.map((_, i) => i).filter((i) => i !== sentence)).slice(0, sentences - 1);
    const order =
      random.uniform() < 0.7 ? random.shuffle([sentence, ...others]) : [sentence, ...others].sort((a, b) => a - b);
    const rename = this.lexicon.renaming(random, random.pick([0.3, 0.6, 0.9, 1]));
    const digits = digitRenaming(random);
    const apply = (text: string) => mapPieces(text, (piece) => (isContentWord(piece) ? rename(piece) : digits(piece)));
    return {
      passage: { title: apply(page.title), text: order.map((i) => apply(kept[i] as string)).join(' ') },
      question: apply(random.uniform() < 0.85 ? question : also),
      answer: apply(random.uniform() < 0.85 ? (page.sentences[sentence] as string) : answer),
    };
  }

  /**
   * Unrelated sentences with every content word drawn afresh; the question takes two to four words from one of them. Half
   * of the passages repeat a word of their title in several sentences and in the question, as real pages do with their
   * subject, so that such a word decides nothing.
   */
  private scrambledItem(random: RandomStream, sentences: number): ReadingItem {
    const title = this.fresh(random, random.pick(this.pages).title);
    const subject = random.uniform() < 0.5 ? pieces(title).find(isContentWord) : undefined;
    const texts = Array.from({ length: sentences }, () => {
      const text = this.fresh(random, random.pick(this.sentences));
      return subject && random.uniform() < 0.6 ? withWord(random, text, subject) : text;
    });
    const target = random.pick(texts);
    const cues = random.shuffle(pieces(target).filter(isContentWord)).slice(0, 2 + random.below(3));
    if (subject && !cues.includes(subject)) cues.push(subject);
    const shell = random.pick(random.pick(this.pages).questions);
    const slots = pieces(random.uniform() < 0.7 ? shell.question : shell.also);
    const open = random.shuffle(slots.flatMap((piece, i) => (isContentWord(piece) ? [i] : [])));
    const stray = random.uniform() < 0.3;
    const question = slots.map((piece, i) => {
      if (!isContentWord(piece)) return piece;
      const cue = cues[open.indexOf(i)];
      return cue ?? (stray ? this.lexicon.word(random, piece) : random.pick(cues));
    });
    return { passage: { title, text: texts.join(' ') }, question: question.join(''), answer: target };
  }

  /** The text with every content word drawn anew and every number changed. */
  private fresh(random: RandomStream, text: string): string {
    const digits = digitRenaming(random);
    return mapPieces(text, (piece) => (isContentWord(piece) ? this.lexicon.word(random, piece) : digits(piece)));
  }
}

function mapPieces(text: string, map: (piece: string) => string): string {
  return pieces(text).map(map).join('');
}

/** The text with one of its content words replaced by `word`. */
function withWord(random: RandomStream, text: string, word: string): string {
  const parts = pieces(text);
  const places = parts.flatMap((piece, i) => (isContentWord(piece) ? [i] : []));
  if (places.length === 0) return text;
  parts[random.pick(places)] = word;
  return parts.join('');
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
