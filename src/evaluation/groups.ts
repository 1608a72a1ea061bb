import { z } from 'zod';
import { agreementOf } from '../metrics/agreement.js';
import type { GroupFacts } from '../metrics/metric.js';
import { GROUP_METRICS, type GroupMetricName } from '../metrics/registry.js';
import { rougeLScore } from '../metrics/rouge.js';
import type { RougeWords } from '../metrics/rouge-tokens.js';

/** The answers of one model to one question in all its wordings: every answer against every other, by every metric of groups. */
export type ScoredGroup = { [Name in GroupMetricName]: number } & {
  readonly model: string;
  readonly question: string;
  /** Answers in the group, at least 2; pairs are answers * (answers - 1) / 2. */
  readonly answers: number;
  /** Example ids of the least similar pair; the first in order of the examples where several are. */
  readonly worst: readonly [string, string];
};

/** A line of groups.jsonl. */
export const ScoredGroup = z.object({
  model: z.string(),
  question: z.string(),
  answers: z.int().min(2),
  ...Object.fromEntries(GROUP_METRICS.map(({ name, definition }) => [name, z.number().describe(`${definition}.`)])),
  worst: z.tuple([z.string(), z.string()]).describe('Example ids of the least similar pair.'),
}) as unknown as z.ZodType<ScoredGroup>;

/** One answer, by the id of its example. */
export interface GroupAnswer {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
}

/**
 * Scores every group of at least two answers to one question, in order of first appearance. A group with an empty answer
 * does not count as having one answer, even if all are empty.
 * Throws SHAPE_MISMATCH unless 0 <= threshold < 1.
 */
export function scoreGroups(
  model: string,
  answers: readonly GroupAnswer[],
  threshold: number,
  words: RougeWords = 'auto',
): ScoredGroup[] {
  const groups = new Map<string, GroupAnswer[]>();
  for (const answer of answers) {
    const group = groups.get(answer.question);
    if (group) group.push(answer);
    else groups.set(answer.question, [answer]);
  }
  return [...groups]
    .filter(([, { length }]) => length > 1)
    .map(([question, group]) => {
      const pairs = pairsOf(group, threshold, words);
      const facts: GroupFacts = { answers: group.map(({ answer }) => answer), pairs };
      const values = Object.fromEntries(GROUP_METRICS.map(({ name, ofGroup }) => [name, ofGroup(facts)])) as {
        [Name in GroupMetricName]: number;
      };
      const worst = pairs.reduce((least, pair) => (pair.similarity < least.similarity ? pair : least));
      return { model, question, answers: group.length, ...values, worst: worst.ids };
    });
}

/** Every answer against every later one. */
function pairsOf(group: readonly GroupAnswer[], threshold: number, words: RougeWords) {
  return group.flatMap((first, i) =>
    group.slice(i + 1).map((second) => {
      const similarity = rougeLScore(first.answer, second.answer, { words });
      const agreement = agreementOf(first.answer, second.answer, { threshold, words, rougeL: similarity });
      return { ids: [first.id, second.id] as const, similarity, agreement };
    }),
  );
}
