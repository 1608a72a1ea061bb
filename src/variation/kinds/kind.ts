import type { RandomStream } from '../../core/random.js';
import type { Word } from '../language/words.js';
import type { Pair, Relation } from '../pair/aligned-pair.js';

/** Input of a kind: the text of a question and its recorded paraphrases. */
export interface Source {
  readonly text: string;
  readonly paraphrases: readonly string[];
}

/** One way in which people reword a question, from its name in files to its rules. */
export interface VariationKind<Name extends string = string> {
  /** Its name in files and on the command line: lower case, words joined by hyphens. */
  readonly name: Name;
  /** Short name of two or three words for charts and the tables of the report. */
  readonly label: string;
  /** What it changes, in one line, for the table of kinds. */
  readonly summary: string;
  /** A question and a rewording of this kind. */
  readonly example: readonly [question: string, variant: string];
  /** Whether it is made by default. */
  readonly byDefault: boolean;
  /**
   * true: rules make it of any question, what it protects (code, quoted strings) stays, and it may come together with other
   * lexical kinds in one pair. false: its rewordings come from people and models, and it stands alone in a pair.
   */
  readonly lexical: boolean;
  /**
   * How two different words correspond, if it is by this kind: the name of the relation, as a rule the kind's own. `false`
   * if they certainly do not correspond, overruling later kinds; undefined if this kind does not apply.
   */
  relate?(a: Word, b: Word): Relation | false | undefined;
  /** Whether a word on one side alone can be explained by this kind. */
  isOptional?(word: Word): boolean;
  /** Differences of this kind between the two questions of a pair, in readable form; empty if there are none. */
  detect(pair: Pair): string[];
  /**
   * Every rewording of this kind, best first; where several are equally good, `random` orders them. Empty when the
   * kind does not apply. Never the source itself, never the same text twice.
   */
  apply(source: Source, random: RandomStream): string[];
  /** The one form that this kind's rewordings share; undefined where it has none. */
  readonly canonical?: CanonicalForm;
}

/** One step of the canonical form of a question. */
export interface CanonicalForm {
  /**
   * Steps are taken in ascending order, each with a number of its own: clauses (10) before the commas that tell them, marks (20
   * to 39) before words, words (40) before forms (50), forms before what they hold (60 and above).
   */
  readonly step: number;
  /** The question in that form; idempotent. */
  form(text: string): string;
}

/** Lets TypeScript keep a kind's own name and members beside what every kind has. */
export function variationKind<const Kind extends VariationKind>(kind: Kind): Kind {
  return kind;
}
