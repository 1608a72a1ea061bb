import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import type { AnswerRecord } from '../engine/records.js';
import { AGREEMENTS } from '../metrics/agreement.js';
import { type PairScore, scorePair } from '../metrics/pair-score.js';
import { ANSWER_METRICS, type AnswerMetricName, PAIR_METRICS } from '../metrics/registry.js';
import type { RougeWords } from '../metrics/rouge-tokens.js';
import type { Example } from '../retrieval/example.js';
import { type ScoredGroup, scoreGroups } from './groups.js';

/** Every metric of answers that applies to the answer, by name. */
export type AnswerValues = { readonly [Name in AnswerMetricName]?: number | undefined };

/** One original question and one of its variants under one model, by every metric of pairs. */
export type ScoredPair = PairScore & {
  readonly model: string;
  /** Id of the variant's example, and of the question. */
  readonly id: string;
  readonly question: string;
  readonly kind: string;
  readonly answer: string;
  readonly variantAnswer: string;
  /** The answer against its reference, and the variant's. */
  readonly accuracy: AnswerValues;
  readonly variantAccuracy: AnswerValues;
  /** Whether both were answered from the same contexts. */
  readonly sameContexts: boolean;
};

const Accuracy = z.object(Object.fromEntries(ANSWER_METRICS.map(({ name }) => [name, z.number().optional()])));

/** A line of pairs.jsonl. */
export const ScoredPair = z.object({
  model: z.string(),
  id: z.string(),
  question: z.string(),
  kind: z.string(),
  answer: z.string(),
  variantAnswer: z.string(),
  agreement: z.enum(AGREEMENTS).describe('Relation of the two answers; RS counts `same` and `alike`.'),
  rightAnswers: z
    .union([z.literal(0), z.literal(1), z.literal(2), z.null()])
    .describe('How many of the two answers agree with the reference.'),
  ...Object.fromEntries(
    PAIR_METRICS.map(({ name, definition }) => [name, z.number().nullable().describe(`${definition}.`)]),
  ),
  accuracy: Accuracy,
  variantAccuracy: Accuracy,
  sameContexts: z.boolean(),
}) as unknown as z.ZodType<ScoredPair>;

/** An answer, and the ids of its contexts if they are not the example's own. */
export interface SourcedAnswer extends AnswerRecord {
  readonly contexts?: readonly string[] | undefined;
}

/** One answer against its reference. */
export interface ScoredAnswer {
  readonly id: string;
  readonly question: string;
  /** `original`, or the kind of rewording that was asked. */
  readonly kind: string;
  readonly answer: string;
  /** Undefined if not available. */
  readonly reference: string | undefined;
  readonly values: AnswerValues;
}

/** Everything measured about one model's answers. */
export interface ModelScores {
  readonly model: string;
  readonly pairs: readonly ScoredPair[];
  readonly answers: readonly ScoredAnswer[];
  readonly groups: readonly ScoredGroup[];
}

/**
 * Pairs every variant's answer with the answer to its original, in the order of the examples.
 *
 * @param threshold T of RS, in [0, 1)
 * @param words tokenizer of ROUGE. Default: `auto`
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
  const said = new Map(answers.map(({ id, answer }) => [id, answer]));
  const originals = new Map(
    examples.filter(({ kind }) => kind === 'original').map((example) => [example.question, example]),
  );
  const scored = new Map(
    examples.map((example) => {
      const answer = said.get(example.id);
      if (answer === undefined) throw missing(`answers of ${model}`, 'example', example.id, 'the answers');
      return [example.id, scoreAnswer(example, answer, words)];
    }),
  );
  const pairs = examples
    .filter(({ kind }) => kind !== 'original')
    .map((variant): ScoredPair => {
      const original = originals.get(variant.question);
      if (!original) throw missing('examples', 'question', variant.question, 'the examples');
      const [first, second] = [scored.get(original.id) as ScoredAnswer, scored.get(variant.id) as ScoredAnswer];
      const texts = { response: first.answer, variantResponse: second.answer, references: [variant.answer] };
      const contextsOf = ({ id, contexts }: Example) => sources.get(id) ?? contexts.map((context) => context.id);
      return {
        ...{ model, id: variant.id, question: variant.question, kind: variant.kind },
        ...{ answer: first.answer, variantAnswer: second.answer },
        ...scorePair({ ...texts, threshold, words }),
        ...{ accuracy: first.values, variantAccuracy: second.values },
        sameContexts: sameIds(contextsOf(original), contextsOf(variant)),
      };
    });
  const all = [...scored.values()];
  return { model, pairs, answers: all, groups: scoreGroups(model, all, threshold, words) };
}

/**
 * The answers of one model as far as its pairs contain them: every rewording's, and every original's once. Without groups
 * and references.
 */
export function scoresOfPairs(model: string, pairs: readonly ScoredPair[]): ModelScores {
  const originals = new Map(pairs.map(({ question, answer, accuracy }) => [question, { answer, values: accuracy }]));
  const known = { reference: undefined };
  const answers: ScoredAnswer[] = [
    ...[...originals].map(([question, of]) => ({ id: question, question, kind: 'original', ...known, ...of })),
    ...pairs.map(({ id, question, kind, variantAnswer: answer, variantAccuracy: values }) => ({
      ...{ id, question, kind, answer, values },
      ...known,
    })),
  ];
  return { model, pairs, answers, groups: [] };
}

function scoreAnswer(
  { id, question, kind, answer: reference }: Example,
  answer: string,
  words: RougeWords,
): ScoredAnswer {
  const values = Object.fromEntries(
    ANSWER_METRICS.filter(({ over }) => over === 'all' || kind === 'original').map(({ name, ofAnswer }) => [
      name,
      ofAnswer({ answer, references: [reference], words }),
    ]),
  );
  return { id, question, kind, answer, reference, values };
}

function missing(path: string, field: string, id: string, target: string): UnisonoError {
  return new UnisonoError('UNKNOWN_REFERENCE', { path, line: 0, field, id, target });
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
