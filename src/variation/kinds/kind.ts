import type { Kind } from '../../core/dataset.js';
import type { RandomStream } from '../../core/random.js';
import type { Pair } from '../pair/pair.js';

/** What a kind sees of a question: its text and the paraphrases recorded for it. */
export interface Source {
  readonly text: string;
  readonly paraphrases: readonly string[];
}

/** One way in which people reword a question. */
export interface VariationKind {
  readonly name: Kind;
  /** What it changes, in one line, for the table of kinds. */
  readonly summary: string;
  /** A question and a rewording of this kind. */
  readonly example: readonly [question: string, variant: string];
  /** What of this kind tells the two questions of a pair apart, each for a reader; empty where nothing does. */
  detect(pair: Pair): string[];
  /**
   * Every rewording of this kind, best first; where several are equally good, `random` orders them. Empty when the
   * kind does not apply. Never the source itself, never the same text twice.
   */
  apply(source: Source, random: RandomStream): string[];
  /** The question in the one form that this kind's rewordings share; the question itself where it has none. */
  canonical(text: string): string;
}
