import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import type { Target, TargetAnswer, TargetContext, TargetQuestion } from './target.js';
import { TargetFailure } from './target-failure.js';

/** Information for an {@link AnswerFunction} besides the text of the question. */
export interface FunctionQuestion extends TargetQuestion {
  /** Aborted when the answer is no longer waited for. */
  readonly signal: AbortSignal;
}

/**
 * A RAG system as a function: a question in, its answer out. It may return the text alone, or the text with the passages
 * that it answered from, best first. Several calls may be under way at a time, see {@link FunctionOptions.concurrency}.
 */
export type AnswerFunction = (question: string, asked: FunctionQuestion) => Promise<FunctionAnswer> | FunctionAnswer;

/** The answer, or the answer with the passages behind it. */
export type FunctionAnswer =
  | string
  | { readonly answer: string; readonly contexts?: readonly TargetContext[] | undefined };

/** Properties of a function that unisono cannot detect. */
export interface FunctionOptions {
  /** Shown in messages and results. Default: the function's own name, or "function". */
  readonly name?: string;
  /**
   * Names the state of what is behind the function. With a version, answers in a log are used again by a later process
   * that gives the same name and version; without one they never are, because nobody can tell whether the function would
   * still give them.
   */
  readonly version?: string;
  /**
   * Plain JSON of everything that changes an answer, for a kind of target that is made of a function; it takes the place of
   * `name` and `version` in the identity.
   */
  readonly identity?: unknown;
  /** Whether the function answers from `asked.contexts` where they are given. Default: no, such a question is refused. */
  readonly takesContexts?: boolean;
  /** Whether it finds passages itself where none are given. Default: yes. */
  readonly retrieves?: boolean;
  /** Calls under way at a time, at least 1. Default: 4. */
  readonly concurrency?: number;
  /** Seconds after which a call is given up, more than 0. Default: 60. */
  readonly timeoutSeconds?: number;
  /** Times that a question is asked again after the function threw or took too long, at least 0. Default: 2. */
  readonly retries?: number;
}

const Options = z.object({
  concurrency: z.int().min(1).default(4),
  timeoutSeconds: z.number().positive().max(86_400).default(60),
  retries: z.int().min(0).default(2),
});

const Answer = z.object({
  answer: z.string(),
  contexts: z.array(z.object({ id: z.string(), title: z.string(), text: z.string() })).optional(),
});

/**
 * Makes a target of a plain function: `fromFunction(async (question) => (await rag.ask(question)).text)`.
 *
 * The function may throw a {@link TargetFailure} to say whether asking again can help; whatever else it throws counts as a
 * failure that may pass.
 *
 * @throws BAD_ARGUMENT for an option out of its range. Its `answer` throws TARGET_FUNCTION where the function threw, took too
 * long, or returned something else than a {@link FunctionAnswer}, and TARGET_REFUSED for contexts that it does not take
 */
export function fromFunction(answer: AnswerFunction, options: FunctionOptions = {}): Target {
  return new FunctionTarget(answer, options);
}

/** The target itself, or the one that {@link fromFunction} makes of a function. */
export function asTarget(target: Target | AnswerFunction): Target {
  return typeof target === 'function' ? fromFunction(target) : target;
}

class FunctionTarget implements Target {
  readonly name: string;
  readonly identity: unknown;
  readonly takesContexts: boolean;
  readonly retrieves: boolean;
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly secrets = [];

  constructor(
    private readonly call: AnswerFunction,
    { name, version, identity, takesContexts = false, retrieves = true, ...limits }: FunctionOptions,
  ) {
    this.name = name ?? (call.name || 'function');
    const unversioned = { kind: 'function', name: this.name, takesContexts, retrieves };
    this.identity = identity ?? { ...unversioned, version: version ?? null, process: version ? null : randomUUID() };
    this.takesContexts = takesContexts;
    this.retrieves = retrieves;
    const checked = Options.safeParse(limits);
    if (!checked.success) {
      const reason = checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
      throw new UnisonoError('BAD_ARGUMENT', { op: 'fromFunction', reason });
    }
    const { concurrency, timeoutSeconds, retries } = checked.data;
    this.concurrency = concurrency;
    this.timeoutSeconds = timeoutSeconds;
    this.retries = retries;
  }

  async answer(asked: TargetQuestion, signal = new AbortController().signal): Promise<TargetAnswer> {
    const { id, question, contexts } = asked;
    if (contexts && !this.takesContexts) {
      const reason = 'the function takes no contexts; if it does, say takesContexts: true';
      throw new TargetFailure('TARGET_REFUSED', { target: this.name, id, reason }, 'target');
    }
    const started = performance.now();
    const returned = await this.within(id, signal, async () => this.call(question, { ...asked, signal }));
    const seconds = (performance.now() - started) / 1000;
    const checked = Answer.safeParse(typeof returned === 'string' ? { answer: returned } : returned);
    if (!checked.success) {
      const shown = JSON.stringify(returned)?.slice(0, 80) ?? typeof returned;
      throw this.failure(
        id,
        `it returned ${shown}, neither a text nor {answer, contexts: [{id, title, text}]}`,
        'target',
      );
    }
    const from = checked.data.contexts ?? contexts;
    return { answer: checked.data.answer, ...(from && { contexts: from }), seconds };
  }

  async close(): Promise<void> {}

  /** A function need not heed the signal, so that it is not waited for once it is aborted. */
  private async within<T>(id: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const late = () => this.failure(id, 'no answer in time', 'transient', signal.reason);
    if (signal.aborted) throw late();
    let stop = () => {};
    const stopped = new Promise<never>((_, reject) => {
      stop = () => reject(late());
      signal.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([stopped, work()]);
    } catch (error) {
      if (error instanceof TargetFailure) throw error;
      throw this.failure(id, `it threw ${error instanceof Error ? error : JSON.stringify(error)}`, 'transient', error);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  private failure(id: string, reason: string, scope: TargetFailure['scope'], cause?: unknown): TargetFailure {
    return new TargetFailure('TARGET_FUNCTION', { target: this.name, id, reason }, scope, undefined, { cause });
  }
}
