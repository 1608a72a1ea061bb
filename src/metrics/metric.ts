import type { Agreement } from './agreement.js';
import type { Bounds } from './figure.js';
import type { RougeWords } from './rouge-tokens.js';

/** Description of a metric, used wherever figures are shown, named or compared. */
export interface MetricInfo<Name extends string = string> {
  /** In files, gates and code: `rs`. */
  readonly name: Name;
  /** Raised when the definition changes: figures of two versions are not comparable. */
  readonly version: number;
  /** In tables: "RS". */
  readonly label: string;
  /** Where there is room: "same answer (RS)". */
  readonly longLabel: string;
  /** One sentence without a dot at its end, for documentation and JSON Schemas. */
  readonly definition: string;
  /** The reference implementation or paper that it equals; empty for a definition of our own. */
  readonly equals: string;
  /** A share is shown in percent, a score as it is. */
  readonly unit: 'share' | 'score';
  readonly better: 'higher' | 'lower';
  /** Bounds of a mean. Default: [0, 1]. */
  readonly bounds?: Bounds;
  /**
   * Test of whether two models differ: only the interval of the paired bootstrap, or also McNemar's test of values 0 and 1.
   * Every test makes the others of a ladder stricter (Holm), so only claims of the method have one.
   */
  readonly test: 'mcnemar' | 'bootstrap';
  /** Settings that belong to the definition: figures made with other ones are not comparable. */
  readonly settings: readonly ('threshold' | 'words' | 'encoder')[];
  /** Whether tables show it among the first figures of a model; the others follow in tables of their own. */
  readonly headline: boolean;
}

/** Two answers to one question in two wordings: the input of every metric of pairs. */
export interface PairFacts {
  readonly response: string;
  readonly variantResponse: string;
  /** Reference answers of both; empty if none are known. */
  readonly references: readonly string[];
  readonly agreement: Agreement;
  /** ROUGE-L F1 between the two. */
  readonly similarity: number;
  /** How many of the two agree with a reference; null without references. */
  readonly rightAnswers: 0 | 1 | 2 | null;
}

/** One answer and its references. */
export interface AnswerFacts {
  readonly answer: string;
  readonly references: readonly string[];
  readonly words: RougeWords;
}

/** The answers to one question in all its wordings, at least two; `pairs` holds every answer against every later one. */
export interface GroupFacts {
  readonly answers: readonly string[];
  readonly pairs: readonly { readonly agreement: Agreement; readonly similarity: number }[];
}

/** A metric of two answers: a value per pair; the figure is the mean over pairs. Null if undefined. */
export interface PairMetric<Name extends string = string> extends MetricInfo<Name> {
  readonly takes: 'pair';
  readonly ofPair: (pair: PairFacts) => number | null;
  /**
   * Required input besides the two answers: references, without which `ofPair` gives null, or an encoder, which measures it
   * afterwards where `ofPair` gives null always.
   */
  readonly needs?: 'references' | 'encoder';
}

/** A metric of one answer and its references: a value per answer; the figure is the mean over answers. */
export interface AnswerMetric<Name extends string = string> extends MetricInfo<Name> {
  readonly takes: 'answer';
  /** Averaged over all answers, or over those to the original wordings alone. */
  readonly over: 'all' | 'originals';
  readonly ofAnswer: (answer: AnswerFacts) => number;
}

/** A metric of all answers to one question: a value per group; the figure is the mean over groups. */
export interface GroupMetric<Name extends string = string> extends MetricInfo<Name> {
  readonly takes: 'group';
  readonly ofGroup: (group: GroupFacts) => number;
}

/** A metric of all answers at once: counts per answer, and the figure as a function of their sums. */
export interface CorpusMetric<Name extends string = string> extends MetricInfo<Name> {
  readonly takes: 'corpus';
  readonly countsOf: (answer: AnswerFacts) => readonly number[];
  readonly ofCounts: (sums: ArrayLike<number>) => number;
}

/** A metric of any form. */
export type Metric<Name extends string = string> =
  | PairMetric<Name>
  | AnswerMetric<Name>
  | GroupMetric<Name>
  | CorpusMetric<Name>;

type Given<Kind extends Metric> = Omit<Kind, 'takes'>;

/** A metric of two answers, with its name in its type. */
export const pairMetric = <const Name extends string>(metric: Given<PairMetric<Name>>): PairMetric<Name> => ({
  ...metric,
  takes: 'pair',
});

/** A metric of one answer, with its name in its type. */
export const answerMetric = <const Name extends string>(metric: Given<AnswerMetric<Name>>): AnswerMetric<Name> => ({
  ...metric,
  takes: 'answer',
});

/** A metric of all answers to one question, with its name in its type. */
export const groupMetric = <const Name extends string>(metric: Given<GroupMetric<Name>>): GroupMetric<Name> => ({
  ...metric,
  takes: 'group',
});

/** A metric of all answers at once, with its name in its type. */
export const corpusMetric = <const Name extends string>(metric: Given<CorpusMetric<Name>>): CorpusMetric<Name> => ({
  ...metric,
  takes: 'corpus',
});
