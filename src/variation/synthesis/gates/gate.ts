/** Input of a gate besides the candidate. */
export interface GateContext {
  readonly question: string;
  /** Wordings of the question that there are already: recorded ones, and candidates that have passed. */
  readonly others: readonly string[];
  /** Normalized texts of all other questions. */
  readonly otherQuestions: ReadonlySet<string>;
  /** Cosine similarity of question and candidate; undefined where it is not to be looked at. */
  readonly similarity?: number | undefined;
}

/** One reason for which a candidate is refused. */
export interface Gate {
  readonly name: string;
  /** Why the candidate is refused, in a few words; undefined if it may pass. */
  refuses(candidate: string, context: GateContext): string | undefined;
}
