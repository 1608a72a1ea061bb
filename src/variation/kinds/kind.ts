import type { Kind } from '../../core/dataset.js';
import type { RandomStream } from '../../core/random.js';

/** What a kind sees of a question: its text and the paraphrases recorded for it. */
export interface Source {
  readonly text: string;
  readonly paraphrases: readonly string[];
}

/** One way in which people reword a question. */
export interface VariationKind {
  readonly name: Kind;
  /**
   * Every rewording of this kind, best first; where several are equally good, `random` orders them. Empty when the
   * kind does not apply. Never the source itself, never the same text twice.
   */
  apply(source: Source, random: RandomStream): string[];
}
