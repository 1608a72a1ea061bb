import { UnisonoError } from '../core/errors.js';
import { RandomStream } from '../core/random.js';

/** An example to plan; `length` in any unit, for example characters. */
export interface PlannedExample {
  readonly id: string;
  readonly length: number;
}

/** An example with the id of its question. */
export interface Wording extends PlannedExample {
  readonly question: string;
}

/** Throws BAD_ARGUMENT, naming the setting `op`, for an odd number of examples, which would split a pair. */
export function requireWholePairs(op: string, examples: number): void {
  if (examples % 2 === 0) return;
  const reason = `${examples} is odd and would cut pairs of wordings in two; give an even number`;
  throw new UnisonoError('BAD_ARGUMENT', { op, reason });
}

/** The wordings of every question in pairs, and the leftover ones of odd numbers. */
export interface PairedWordings<T> {
  /** The first pair of every question, then the second one, and so on: each question once per round. */
  readonly rounds: readonly (readonly (readonly [T, T])[])[];
  readonly alone: readonly T[];
}

/**
 * Pairs the wordings of each question, differently in every epoch: they are shuffled by (seed, question, epoch), neighbors
 * form a pair and an odd one stays alone. Every wording occurs exactly once.
 */
export function pairWordings<T extends Wording>(
  wordings: readonly T[],
  seed: number,
  epoch: number,
): PairedWordings<T> {
  const rounds: [T, T][][] = [];
  const alone: T[] = [];
  const byQuestion = new Map<string, T[]>();
  for (const wording of wordings) {
    const known = byQuestion.get(wording.question);
    if (known) known.push(wording);
    else byQuestion.set(wording.question, [wording]);
  }
  for (const [question, all] of byQuestion) {
    const order = new RandomStream(seed, `wordings of ${question} epoch ${epoch}`).shuffle(all);
    for (let round = 0; order.length >= 2; round++) {
      rounds[round] ??= [];
      rounds[round]!.push(order.splice(0, 2) as [T, T]);
    }
    alone.push(...order);
  }
  return { rounds, alone };
}
