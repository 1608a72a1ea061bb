import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import type { AnswerRecord } from '../engine/records.js';
import { AGREEMENTS } from '../metrics/agreement.js';
import { scorePair } from '../metrics/pair-score.js';
import { rougeLScore } from '../metrics/rouge.js';
import type { RougeWords } from '../metrics/rouge-tokens.js';
import type { Example } from '../retrieval/example.js';
import { type ScoredGroup, scoreGroups } from './groups.js';

const Binary = z.union([z.literal(0), z.literal(1)]);

/** One original question and one of its variants under one model. */
export const ScoredPair = z.object({
  model: z.string(),
  /** Id of the variant's example, and of the question. */
  id: z.string(),
  question: z.string(),
  kind: z.string(),
  answer: z.string(),
  variantAnswer: z.string(),
  /** How the two answers relate; RS counts `same` and `alike`. */
  agreement: z.enum(AGREEMENTS),
  em: Binary,
  emNormalized: Binary,
  rs: Binary,
  /** How many of the two answers agree with the reference. */
  rightAnswers: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  bothRight: Binary,
  rougeLBetween: z.number(),
  rougeLOriginal: z.number(),
  rougeLVariant: z.number(),
  /** Whether both were answered from the same contexts. */
  sameContexts: z.boolean(),
  /** BERTScore F1 between the two answers; null where no encoder was given. */
  bs: z.number().nullable(),
});
export type ScoredPair = z.infer<typeof ScoredPair>;

/** An answer, and the ids of what it was made from where that are not the example's own contexts. */
export interface SourcedAnswer extends AnswerRecord {
  readonly contexts?: readonly string[] | undefined;
}

/** ROUGE-L F1 of one answer against its reference. */
export interface ScoredAnswer {
  readonly question: string;
  readonly answer: string;
  readonly reference: string;
  readonly rougeL: number;
}

/** Everything measured about one model's answers. */
export interface ModelScores {
  readonly model: string;
  readonly pairs: readonly ScoredPair[];
  readonly answers: readonly ScoredAnswer[];
  readonly originals: readonly ScoredAnswer[];
  readonly groups: readonly ScoredGroup[];
}

/**
 * Pairs every variant's answer with the answer to its original, in the order of the examples.
 *
 * @param threshold T of RS, in [0, 1)
 * @param words what ROUGE takes for words; `auto` unless told
 * @throws UNKNOWN_REFERENCE if an example has no answer or a variant no original
 */
export function scoreModel(
  model: string,
  examples: readonly Example[],
  answers: readonly SourcedAnswer[],
  threshold: number,
  words: RougeWords = 'auto',
): ModelScores {
  const sources = new Map(answers.map(({ id, contexts }) => [id, contexts]));
  const answerOf = new Map(answers.map(({ id, answer }) => [id, answer]));
  const originalOf = new Map(
    examples.filter(({ kind }) => kind === 'original').map((example) => [example.question, example]),
  );
  const said = (id: string): string => {
    const answer = answerOf.get(id);
    if (answer === undefined) {
      throw new UnisonoError('UNKNOWN_REFERENCE', {
        path: `answers of ${model}`,
        line: 0,
        field: 'example',
        id,
        target: 'the answers',
      });
    }
    return answer;
  };
  const scored = examples.map((example): ScoredAnswer & { id: string; kind: string } => ({
    id: example.id,
    question: example.question,
    kind: example.kind,
    answer: said(example.id),
    reference: example.answer,
    rougeL: rougeLScore(example.answer, said(example.id), { words }),
  }));
  const pairs = examples
    .filter(({ kind }) => kind !== 'original')
    .map((variant): ScoredPair => {
      const original = originalOf.get(variant.question);
      if (!original) {
        throw new UnisonoError('UNKNOWN_REFERENCE', {
          path: 'examples',
          line: 0,
          field: 'question',
          id: variant.question,
          target: 'the examples',
        });
      }
      const answer = said(original.id);
      const variantAnswer = said(variant.id);
      const scores = scorePair({
        response: answer,
        variantResponse: variantAnswer,
        reference: variant.answer,
        threshold,
        words,
      });
      const sameContexts = sameIds(
        sources.get(original.id) ?? idsOf(original),
        sources.get(variant.id) ?? idsOf(variant),
      );
      return {
        model,
        id: variant.id,
        question: variant.question,
        kind: variant.kind,
        answer,
        variantAnswer,
        ...scores,
        sameContexts,
        bs: null,
      };
    });
  return {
    model,
    pairs,
    answers: scored,
    originals: scored.filter(({ kind }) => kind === 'original'),
    groups: scoreGroups(model, scored, threshold, words),
  };
}

function idsOf({ contexts }: Example): string[] {
  return contexts.map(({ id }) => id);
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
