import type { Secret } from '../endpoint/secrets.js';

/** A passage that an answer is made from, or was made from. Ids name passages; equal ids are the same passage. */
export interface TargetContext {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** A question to a target. */
export interface TargetQuestion {
  /** Names the question in a file of recorded answers; everything else goes by the text. */
  readonly id: string;
  readonly question: string;
  /** Passages to answer from, in this order. Without them the target finds its own, if it can. */
  readonly contexts?: readonly TargetContext[];
  /** Repetition number. Default: 0; for any other the answer must not come from a cache. */
  readonly repeat?: number;
}

/** The answer of a target. */
export interface TargetAnswer {
  readonly answer: string;
  /** The passages behind the answer, best first if the target ranks them; undefined if unknown. */
  readonly contexts?: readonly TargetContext[];
  /** Time from question to answer; 0 for a recorded answer without one. */
  readonly seconds: number;
}

/**
 * A RAG system that can be asked. An implementation answers one question and nothing else: how many are under way, what
 * happens after a failure and where answers are kept is the caller's (`askAll`). `target.contract.ts` holds every
 * implementation to what is said here.
 */
export interface Target {
  readonly name: string;
  /**
   * Plain JSON of everything that changes an answer besides the question: models, prompts, parameters, addresses. It is
   * part of every cache key and is written beside the answers, so it holds no secret.
   */
  readonly identity: unknown;
  /** Whether a question may come with contexts; if not, one that does is an error, never ignored. */
  readonly takesContexts: boolean;
  /** Whether it finds contexts of its own for a question that comes without. */
  readonly retrieves: boolean;
  /** Whether answers were collected before, so that a question's id tells under which contexts. */
  readonly recorded?: boolean;
  /** Maximum number of questions at a time. */
  readonly concurrency: number;
  /** Seconds after which a question is given up and asked again; undefined if the target sees to that itself. */
  readonly timeoutSeconds?: number;
  /** Times that a question is asked again after a failure that may pass. */
  readonly retries: number;
  /** Secrets of the target; they are masked in everything that is written. */
  readonly secrets: readonly Secret[];
  /**
   * @throws UnisonoError; a `TargetFailure` says whether asking again can help
   */
  answer(question: TargetQuestion, signal?: AbortSignal): Promise<TargetAnswer>;
  close(): Promise<void>;
}
