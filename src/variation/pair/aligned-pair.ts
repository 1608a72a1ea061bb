import type { HowFrame } from '../language/how-frame.js';
import type { Word } from '../language/words.js';

/** How two words correspond: `equal`, `agreement` (of verb or determiner), or the name of the kind that relates them. */
export type Relation = string;

/** One step of an alignment: words that correspond, or words that only one side has. */
export interface Step {
  /** A {@link Relation}; the kind whose word stands on one side alone; `spacing` ("log in", "login"); `unexplained`. */
  readonly kind: Relation;
  /** Indices into the words of the question and the variant; empty where that side has nothing. */
  readonly question: readonly number[];
  readonly variant: readonly number[];
}

/** The front of each side where the two ask for a way of doing something in different forms. */
export interface Frames {
  readonly question: HowFrame | 'heading' | 'imperative';
  readonly variant: HowFrame | 'heading' | 'imperative';
}

/** Two questions, aligned: what the kinds read their evidence from. */
export interface Pair {
  readonly texts: readonly [question: string, variant: string];
  /** Words behind the frames, contractions spelled out. */
  readonly question: readonly Word[];
  readonly variant: readonly Word[];
  /** Every word, contractions spelled out. */
  readonly whole: readonly [question: readonly Word[], variant: readonly Word[]];
  readonly steps: readonly Step[];
  readonly frames?: Frames;
  /** A clause or phrase stands elsewhere. */
  readonly moved?: string;
}
