import { wilsonInterval } from 'unisono/report';
import { classifyPair } from 'unisono/variation';
import { readPublic } from './public-questions.js';
import { cosines } from './similarity.js';

/** A pair of mqp_pairs with its label and cosine. */
export interface MqpPair {
  readonly question: string;
  readonly variant: string;
  readonly equivalent: boolean;
  readonly similarity: number;
}

/** Quality of a threshold separating equivalent pairs from others; "equivalent" is the positive class. */
export interface ThresholdScore {
  readonly threshold: number;
  readonly pairs: number;
  readonly precision: number;
  readonly recall: number;
  /** Wilson's 95 % intervals of both. */
  readonly intervals: readonly [precision: [number, number], recall: [number, number]];
  readonly f1: number;
  readonly accuracy: number;
}

/** Both halves of mqp_pairs in `folder`, by turns, with the cosines of the encoder in `directory`. */
export async function readMqp(
  folder: string,
  directory: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<[development: MqpPair[], test: MqpPair[]]> {
  const items = readPublic(folder, 'mqp_pairs').slice(0, limit);
  const pairs = items.flatMap(({ question, variants }, item) =>
    variants.map(({ kind, text }) => ({ question, variant: text, equivalent: kind !== 'NOT_EQUIVALENT', item })),
  );
  const similarity = await cosines(directory, pairs);
  const scored = pairs.map((pair, i) => ({ ...pair, similarity: similarity[i]! }));
  return [scored.filter(({ item }) => item % 2 === 0), scored.filter(({ item }) => item % 2 === 1)];
}

/** The classifier's own answer at a threshold, contradictions included. */
export function scoreThreshold(pairs: readonly MqpPair[], threshold: number): ThresholdScore {
  const judged = pairs.map((pair) => {
    const { kinds } = classifyPair(pair.question, pair.variant, { similarity: pair.similarity, threshold });
    return { right: pair.equivalent, found: !kinds.includes('not-equivalent') };
  });
  const both = judged.filter(({ right, found }) => right && found).length;
  const found = Math.max(1, judged.filter(({ found }) => found).length);
  const right = Math.max(1, judged.filter(({ right }) => right).length);
  const [precision, recall] = [both / found, both / right];
  const intervals = [wilsonInterval(precision, found, 1.96), wilsonInterval(recall, right, 1.96)] as const;
  const accuracy = judged.filter(({ right, found }) => right === found).length / judged.length;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { threshold, pairs: pairs.length, precision, recall, intervals, f1, accuracy };
}

/** The threshold, in steps of 0.01, with the best accuracy on `pairs`; of several the highest. */
export function bestThreshold(pairs: readonly MqpPair[]): ThresholdScore {
  const all = Array.from({ length: 61 }, (_, i) => scoreThreshold(pairs, i / 100));
  return all.reduce((best, score) => (score.accuracy >= best.accuracy ? score : best));
}
