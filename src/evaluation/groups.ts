import { z } from 'zod';
import { type AgreementRule, agreementOf, agrees, checkThreshold } from '../metrics/agreement.js';
import { rougeLScore } from '../metrics/rouge.js';
import type { RougeWords } from '../metrics/rouge-tokens.js';
import type { GroupSummary } from './ladder.js';

const Binary = z.union([z.literal(0), z.literal(1)]);

/** The answers of one model to one question in all its wordings: every answer against every other. */
export const ScoredGroup = z.object({
  model: z.string(),
  question: z.string(),
  /** Answers in the group, at least 2; pairs are answers * (answers - 1) / 2. */
  answers: z.int().min(2),
  /** Whether every two answers agree by RS, and whether all are the same string. */
  oneAnswer: Binary,
  oneAnswerExact: Binary,
  /** Mean ROUGE-L F1 over the pairs, and the least. */
  meanPair: z.number(),
  worstPair: z.number(),
  /** Example ids of the least similar pair; the first in order of the examples where several are. */
  worst: z.tuple([z.string(), z.string()]),
});
export type ScoredGroup = z.infer<typeof ScoredGroup>;

/** One answer, by the id of its example. */
export interface GroupAnswer {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
}

/**
 * Scores every group of at least two answers to one question, in order of first appearance. A group with an empty answer
 * has not one answer, even where all are empty.
 * Throws SHAPE_MISMATCH unless 0 <= threshold < 1.
 */
export function scoreGroups(
  model: string,
  answers: readonly GroupAnswer[],
  threshold: number,
  words: RougeWords = 'auto',
): ScoredGroup[] {
  checkThreshold(threshold);
  const groups = new Map<string, GroupAnswer[]>();
  for (const answer of answers) {
    const group = groups.get(answer.question);
    if (group) group.push(answer);
    else groups.set(answer.question, [answer]);
  }
  return [...groups.values()]
    .filter(({ length }) => length > 1)
    .map((group) => scoreGroup(model, group, { threshold, words }));
}

function scoreGroup(
  model: string,
  group: readonly GroupAnswer[],
  { threshold, words = 'auto' }: AgreementRule,
): ScoredGroup {
  let oneAnswer = true;
  let oneAnswerExact = true;
  let sum = 0;
  let worstPair = Number.POSITIVE_INFINITY;
  let worst: [string, string] = ['', ''];
  for (const [i, first] of group.entries()) {
    for (const second of group.slice(i + 1)) {
      const similarity = rougeLScore(first.answer, second.answer, { words });
      const agreement = agreementOf(first.answer, second.answer, { threshold, words, rougeL: similarity });
      oneAnswer &&= agrees(agreement);
      oneAnswerExact &&= agreement === 'same';
      sum += similarity;
      if (similarity >= worstPair) continue;
      worstPair = similarity;
      worst = [first.id, second.id];
    }
  }
  const { question } = group[0] as GroupAnswer;
  return {
    model,
    question,
    answers: group.length,
    oneAnswer: oneAnswer ? 1 : 0,
    oneAnswerExact: oneAnswerExact ? 1 : 0,
    meanPair: sum / ((group.length * (group.length - 1)) / 2),
    worstPair,
    worst,
  };
}

/** Means over groups; null without any. */
export function summarizeGroups(groups: readonly ScoredGroup[]): GroupSummary {
  const mean = (of: (group: ScoredGroup) => number) =>
    groups.length ? groups.reduce((sum, group) => sum + of(group), 0) / groups.length : null;
  return {
    groups: groups.length,
    oneAnswer: mean(({ oneAnswer }) => oneAnswer),
    oneAnswerExact: mean(({ oneAnswerExact }) => oneAnswerExact),
    meanPair: mean(({ meanPair }) => meanPair),
    worstPair: mean(({ worstPair }) => worstPair),
  };
}
