import { UnisonoError } from '../../core/errors.js';
import { RandomStream } from '../../core/random.js';
import type { Example } from '../../retrieval/example.js';
import type { RecordedAnswer } from '../../targets/recorded-answer.js';
import { KINDS, LEXICAL_KINDS } from '../../variation/kind-names.js';
import { vary } from '../../variation/vary.js';
import type { CheckQuestion } from './check-questions.js';

/** Number of questions and rewordings. */
export interface CheckSize {
  /** Number of questions, drawn at random from those given. */
  readonly questions: number;
  /** Maximum number of rewordings per question, of different kinds. */
  readonly rewordings: number;
  readonly seed: number;
}

/**
 * Draws questions and rewords each by rule. Questions without a rewording are replaced by others. The examples have no
 * contexts, and an empty answer if there is no reference.
 *
 * @throws TOO_FEW_QUERIES where no question can be reworded
 */
export function checkExamples(
  questions: readonly CheckQuestion[],
  { questions: count, rewordings, seed }: CheckSize,
): Example[] {
  const split = 'test' as const;
  const drawn = new RandomStream(seed, 'check').shuffle(questions);
  const given = drawn.map(({ id, question }) => ({ id, question, answer: '', split }));
  const byQuestion = new Map<string, Example[]>();
  const answerOf = new Map(questions.map(({ id, answer = '' }) => [id, answer]));
  // In parts, so that few questions are reworded that are not asked.
  for (let start = 0; start < given.length && byQuestion.size < count; start += count) {
    const part = given.slice(start, start + count);
    for (const { id, question, kind, text } of vary({ questions: part, kinds: LEXICAL_KINDS, seed })) {
      const example = { id, question, split, kind, text, contexts: [], answer: answerOf.get(question) ?? '' };
      byQuestion.set(question, [...(byQuestion.get(question) ?? []), example]);
    }
  }
  const chosen = given.filter(({ id }) => byQuestion.has(id)).slice(0, count);
  if (chosen.length === 0)
    throw new UnisonoError('TOO_FEW_QUERIES', { what: 'rewordings by rule', count: 0, least: 1 });
  return chosen.flatMap(({ id, question }): Example[] => {
    const answer = answerOf.get(id) ?? '';
    const variants = new RandomStream(seed, `check/${id}`).shuffle(byQuestion.get(id) ?? []).slice(0, rewordings);
    return [{ id, question: id, split, kind: 'original', text: question, contexts: [], answer }, ...variants];
  });
}

/**
 * The examples of a file of recorded answers, by its ids: `q1`, its rewordings `q1#article-1`.
 *
 * @throws TOO_FEW_QUERIES where there is no question with a rewording
 */
export function recordedExamples(records: readonly RecordedAnswer[]): Example[] {
  const examples = records.flatMap(({ id = '', question: text }): Example[] => {
    const [, question, kind] = /^([^#]+)(?:#([a-z-]+)-\d+)?$/.exec(id) ?? [];
    const known = kind === undefined ? ('original' as const) : KINDS.find((name) => name === kind);
    if (question === undefined || known === undefined) return [];
    return [{ id, question, split: 'test', kind: known, text: text ?? id, contexts: [], answer: '' }];
  });
  const originals = new Set(examples.filter(({ kind }) => kind === 'original').map(({ question }) => question));
  const variants = examples.filter(({ kind, question }) => kind !== 'original' && originals.has(question));
  if (variants.length === 0) {
    throw new UnisonoError('TOO_FEW_QUERIES', {
      what: 'recorded rewordings (ids q1#article-1 ...)',
      count: 0,
      least: 1,
    });
  }
  return examples.filter(({ question }) => originals.has(question));
}
