import { UnisonoError } from '../core/errors.js';
import { RandomStream } from '../core/random.js';

/** An example to be planned; `length` in any unit, for example characters. */
export interface PlannedExample {
  readonly id: string;
  readonly length: number;
}

/** An example that knows which question it words. */
export interface Wording extends PlannedExample {
  readonly question: string;
}

/** Throws BAD_ARGUMENT, naming the setting `op`, for an odd number of examples, which would cut a pair in two. */
export function requireWholePairs(op: string, examples: number): void {
  if (examples % 2 === 0) return;
  const reason = `${examples} is odd and would cut pairs of wordings in two; give an even number`;
  throw new UnisonoError('BAD_ARGUMENT', { op, reason });
}

/** The wordings of every question two by two, and those that are left over where their number is odd. */
export interface PairedWordings<T> {
  /** The first pairs of all questions, then their second ones, and so on: no question twice in a round. */
  readonly rounds: readonly (readonly (readonly [T, T])[])[];
  readonly alone: readonly T[];
}

/**
 * Puts the wordings of each question in pairs, anew in every epoch: shuffled by (seed, question, epoch), neighbors are a
 * pair and an odd one stays alone. Every wording comes up exactly once.
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
