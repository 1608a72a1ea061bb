import { agreementOf, agrees } from '../metrics/agreement.js';
import type { LogRecord } from './log-record.js';

/** Distinct answers of a query that are kept; further ones are only counted. */
const MOST_ANSWERS = 4;
/** Characters of an answer that are kept and compared. */
const LONGEST_ANSWER = 4000;

/** An answer and how often it was given. */
export interface Answer {
  readonly text: string;
  count: number;
}

/** The answers to some queries of a log, in bounded memory: at most four answers of 4,000 characters a query. */
export class AnswerTable {
  private readonly answers = new Map<number, Answer[]>();
  /** Number of answers given that are not kept. */
  dropped = 0;

  add(query: number, { answer, count = 1 }: LogRecord): void {
    const text = answer?.trim().slice(0, LONGEST_ANSWER);
    if (!text) return;
    const known = this.answers.get(query);
    const same = known?.find((each) => each.text === text);
    if (same) same.count += count;
    else if (!known) this.answers.set(query, [{ text, count }]);
    else if (known.length < MOST_ANSWERS) known.push({ text, count });
    else this.dropped += count;
  }

  /** The answers to a query, in the order in which the log has them. */
  of(query: number): readonly Answer[] {
    return this.answers.get(query) ?? [];
  }

  /** The answer given most often; the first among equals. */
  usual(query: number): string | undefined {
    return this.of(query).reduce<Answer | undefined>(
      (best, each) => (best && best.count >= each.count ? best : each),
      undefined,
    )?.text;
  }
}

/**
 * How likely an answer to one query and an answer to another agree, each drawn as often as the log has it: RS of the method
 * (ROUGE-L above `threshold`) as an expectation, in 0..1. Undefined without an answer on either side.
 */
export function agreementBetween(a: readonly Answer[], b: readonly Answer[], threshold: number): number | undefined {
  let agreeing = 0;
  let all = 0;
  for (const one of a) {
    for (const other of b) {
      const weight = one.count * other.count;
      all += weight;
      if (agree(one, other, threshold)) agreeing += weight;
    }
  }
  return all === 0 ? undefined : agreeing / all;
}

/**
 * How likely two answers to one and the same query agree, drawn without replacement: the baseline for rewordings. Undefined
 * for fewer than two.
 */
export function agreementWithin(answers: readonly Answer[], threshold: number): number | undefined {
  const total = answers.reduce((sum, { count }) => sum + count, 0);
  if (total < 2) return undefined;
  let agreeing = 0;
  for (const [i, one] of answers.entries()) {
    agreeing += (one.count * (one.count - 1)) / 2;
    for (const other of answers.slice(i + 1)) if (agree(one, other, threshold)) agreeing += one.count * other.count;
  }
  return agreeing / ((total * (total - 1)) / 2);
}

function agree(a: Answer, b: Answer, threshold: number): boolean {
  return agrees(agreementOf(a.text, b.text, { threshold }));
}
