import { type Article, type Dataset, type Split, splitQuestions } from '../core/dataset.js';
import { UnisonoError } from '../core/errors.js';
import type { Kind } from '../variation/kind-names.js';
import type { Context, Example } from './example.js';
import { buildRetriever, compareIds } from './retriever.js';

/** Another wording of the question whose id is `question`. */
export interface Wording {
  readonly id: string;
  readonly question: string;
  readonly split: Split;
  readonly kind: Kind;
  readonly text: string;
}

/** Questions to retrieve for, and the maximum number of contexts, at least 1. */
export interface RetrieveOptions {
  readonly dataset: Dataset;
  readonly variants: readonly Wording[];
  readonly k: number;
}

/** Returns the contexts of a wording: at most `k` articles that share terms with it, ordered by id. */
export function contextFinder(articles: readonly Article[], k: number): (text: string) => Context[] {
  const retrieve = buildRetriever(articles);
  const byId = new Map(articles.map((article) => [article.id, article]));
  return (text) =>
    retrieve(text, k)
      .sort(compareIds)
      .map(({ id, score }) => ({ ...byId.get(id)!, score }));
}

/**
 * Retrieves the contexts of every question and, anew, of every variant: each question of `train`, then of `test`, and
 * after each its variants in the order given. A wording that shares terms with fewer than `k` articles gets fewer.
 * Throws UNKNOWN_REFERENCE for a variant of a question that is not in its split of the data set.
 */
export function retrieveExamples({ dataset, variants, k }: RetrieveOptions): Example[] {
  const contextsOf = contextFinder(dataset.articles, k);
  const questions = splitQuestions(dataset);
  const splits = new Map(questions.map(({ id, split }) => [id, split]));
  const wordings = new Map<string, Wording[]>(questions.map(({ id }) => [id, []]));
  for (const [index, variant] of variants.entries()) {
    const { question, split } = variant;
    if (splits.get(question) !== split) {
      const details = {
        path: 'variants',
        line: index + 1,
        field: 'question',
        id: question,
        target: `the ${split} split`,
      };
      throw new UnisonoError('UNKNOWN_REFERENCE', details);
    }
    wordings.get(question)!.push(variant);
  }

  return questions.flatMap(({ id, question, answer, split }): Example[] => [
    { id, question: id, split, kind: 'original', text: question, contexts: contextsOf(question), answer },
    ...wordings.get(id)!.map(({ id: variant, kind, text }) => ({
      id: variant,
      question: id,
      split,
      kind,
      text,
      contexts: contextsOf(text),
      answer,
    })),
  ]);
}
